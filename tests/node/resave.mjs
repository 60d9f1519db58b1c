// node resave.mjs PROGRAM TARGET_FORMAT SOURCE TARGET [SOURCE TARGET ...]
// Opens each source and saves it again, as a web application would.
//   exceljs      exceljs; xlsx alone
//   sheetjs      SheetJS told to keep number formats and what styles it can
//   sheetjs-bare SheetJS as it comes: dates turn into numbers, formulas without a result vanish
import { argv, exit } from "node:process";

const [program, format, ...files] = argv.slice(2);

async function exceljs(source, target) {
  const { default: ExcelJS } = await import("exceljs");
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(source);
  await workbook.xlsx.writeFile(target);
}

function sheetjs(options) {
  return async (source, target) => {
    const { default: XLSX } = await import("xlsx");
    const workbook = XLSX.readFile(source, options);
    XLSX.writeFile(workbook, target, { ...options, bookType: format });
  };
}

const programs = {
  exceljs,
  sheetjs: sheetjs({ cellNF: true, cellStyles: true, sheetStubs: true }),
  "sheetjs-bare": sheetjs({}),
};

if (!(program in programs) || files.length === 0 || files.length % 2) {
  console.error("usage: node resave.mjs PROGRAM FORMAT SOURCE TARGET [SOURCE TARGET ...]");
  exit(2);
}
for (let at = 0; at < files.length; at += 2) {
  await programs[program](files[at], files[at + 1]);
}
