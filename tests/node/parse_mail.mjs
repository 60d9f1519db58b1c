// Reads mails with mailparser and prints what it finds, as one JSON array.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { simpleParser } from "mailparser";

const found = [];
for (const file of process.argv.slice(2)) {
  const mail = await simpleParser(readFileSync(file));
  found.push({
    subject: mail.subject,
    from: mail.from?.value ?? [],
    to: mail.to?.value ?? [],
    cc: mail.cc?.value ?? [],
    bcc: mail.bcc?.value ?? [],
    id: mail.messageId,
    date: mail.date ?? null,
    headers: [...mail.headers.keys()],
    text: mail.text,
    html: mail.html || "",
    attachments: mail.attachments.map((each) => ({
      name: each.filename,
      type: each.contentType,
      sha256: createHash("sha256").update(each.content).digest("hex"),
    })),
  });
}
process.stdout.write(JSON.stringify(found));
