"use strict";
/* What forms and links alone cannot do: progress as it happens, dropping files, filtering, asking.
   Every page works without it. */
(function () {
  var body = document.body;
  document.documentElement.classList.add("js");

  /* --- asking before what cannot be taken back --------------------------------------------- */
  document.addEventListener("submit", function (event) {
    var button = event.submitter || event.target.querySelector("button");
    var question = button && button.getAttribute("data-ask");
    if (question && !window.confirm(question)) { event.preventDefault(); return; }
    if (event.target.hasAttribute("data-drop")) { return; }
    leaving = true;
  });

  /* --- news: how far work is, and that something has changed -------------------------------- */
  var leaving = false;
  window.addEventListener("beforeunload", function () { leaving = true; });

  function put(name, text) {
    var place = document.querySelector("[data-" + name + "]");
    if (place) { place.textContent = text; }
  }

  function left(seconds) {
    if (seconds === null || seconds < 3) { return ""; }
    if (seconds < 60) { return "大约还要" + seconds + "秒"; }
    return "大约还要" + Math.ceil(seconds / 60) + "分钟";
  }

  function isTyping() {
    var fields = document.querySelectorAll("input:not([type=hidden]), textarea, select");
    return Array.prototype.some.call(fields, function (field) {
      if (field.type === "checkbox" || field.type === "radio") { return field.checked !== field.defaultChecked; }
      if (field.type === "file") { return field.files.length > 0; }
      if (field.tagName === "SELECT") { return false; }
      return field.value !== field.defaultValue;
    });
  }

  function renew() {
    if (leaving) { return; }
    if (!isTyping()) { leaving = true; location.reload(); return; }
    if (document.querySelector(".changed")) { return; }
    var told = document.createElement("p");
    told.className = "changed";
    told.setAttribute("role", "status");
    told.textContent = "文件夹里有了变化。";
    var again = document.createElement("button");
    again.type = "button";
    again.textContent = "重新显示";
    again.addEventListener("click", function () { leaving = true; location.reload(); });
    told.appendChild(again);
    document.getElementById("main").prepend(told);
  }

  function show(work) {
    put("label", work.label === work.title ? "" : work.label);
    put("count", work.total ? work.done + "/" + work.total : "");
    put("left", left(work.left));
    var bar = document.querySelector("[data-bar]");
    if (bar && work.total) { bar.max = work.total; bar.value = work.done; }
    if (work.total) { document.title = document.title.replace(/^(\(\d+\/\d+\) )?/, "(" + work.done + "/" + work.total + ") "); }
  }

  function listen() {
    if (!window.EventSource || document.querySelector(".steps") === null) { return; }
    var news = new EventSource("/events");
    news.onmessage = function (event) {
      var told = JSON.parse(event.data);
      var running = Boolean(told.work && told.work.running);
      if (running) { show(told.work); }
      if (running !== (body.dataset.working === "1")) { renew(); }
      else if (!running && body.dataset.mark && told.mark !== body.dataset.mark) { renew(); }
    };
    news.onerror = function () {
      if (news.readyState === EventSource.CLOSED && body.dataset.working === "1") { setTimeout(renew, 3000); }
    };
    window.addEventListener("pagehide", function () { news.close(); });
  }
  listen();

  /* --- dropping files and folders ----------------------------------------------------------- */
  var MOST = 400;

  function entriesOf(entry, path, into) {
    return new Promise(function (done) {
      if (entry.isFile) {
        entry.file(function (file) { into.push([file, path + file.name]); done(); }, done);
        return;
      }
      var reader = entry.createReader();
      var found = [];
      (function more() {
        reader.readEntries(function (some) {
          if (some.length) { found = found.concat(some); more(); return; }
          Promise.all(found.map(function (each) { return entriesOf(each, path + entry.name + "/", into); })).then(done);
        }, done);
      })();
    });
  }

  function dropped(data) {
    var into = [];
    var entries = Array.prototype.map.call(data.items || [], function (item) {
      return item.webkitGetAsEntry && item.webkitGetAsEntry();
    }).filter(Boolean);
    if (!entries.length) {
      return Promise.resolve(Array.prototype.map.call(data.files, function (file) { return [file, file.name]; }));
    }
    return Promise.all(entries.map(function (each) { return entriesOf(each, "", into); })).then(function () { return into; });
  }

  function chosen(form) {
    var found = [];
    Array.prototype.forEach.call(form.querySelectorAll("input[type=file]"), function (input) {
      Array.prototype.forEach.call(input.files, function (file) { found.push([file, file.webkitRelativePath || file.name]); });
    });
    return found;
  }

  function sendFiles(form, files) {
    var told = form.querySelector("[data-sending]");
    if (!files.length) { if (told) { told.textContent = "没有选文件。"; } return; }
    var name = form.querySelector("input[type=file]").name;
    var at = 0;
    function part() {
      var some = files.slice(at, at + MOST);
      var data = new FormData();
      some.forEach(function (each) { data.append(name, each[0], each[1]); });
      data.append("part", String(at / MOST));
      if (at + MOST < files.length) { data.append("more", "1"); }
      if (told) { told.textContent = "正在送入 " + Math.min(at + some.length, files.length) + "/" + files.length + " 个文件…"; }
      fetch(form.action, { method: "POST", body: data, credentials: "same-origin" }).then(function (answer) {
        at += some.length;
        if (!answer.ok) { return answer.text().then(function (text) { if (told) { told.textContent = text; } }); }
        if (at < files.length) { part(); return; }
        leaving = true;
        location.href = answer.url;
      }, function () { if (told) { told.textContent = "没有送成：太大，或者程序已经退出。"; } });
    }
    part();
  }

  Array.prototype.forEach.call(document.querySelectorAll("form[data-drop]"), function (form) {
    function over(event) { event.preventDefault(); form.classList.add("over"); }
    form.addEventListener("dragenter", over);
    form.addEventListener("dragover", over);
    form.addEventListener("dragleave", function () { form.classList.remove("over"); });
    form.addEventListener("drop", function (event) {
      event.preventDefault();
      form.classList.remove("over");
      dropped(event.dataTransfer).then(function (files) { sendFiles(form, files); });
    });
    form.addEventListener("submit", function (event) { event.preventDefault(); sendFiles(form, chosen(form)); });
    Array.prototype.forEach.call(form.querySelectorAll("input[type=file]"), function (input) {
      input.addEventListener("change", function () { if (input.files.length) { sendFiles(form, chosen(form)); } });
    });
  });
  /* a file let fall beside the field would replace the page */
  ["dragover", "drop"].forEach(function (name) {
    window.addEventListener(name, function (event) { event.preventDefault(); });
  });

  /* --- filtering lists ---------------------------------------------------------------------- */
  Array.prototype.forEach.call(document.querySelectorAll("input[data-filter]"), function (input) {
    var rows = document.querySelectorAll(input.getAttribute("data-filter"));
    input.closest("[hidden]") && (input.closest("[hidden]").hidden = false);
    input.addEventListener("input", function () {
      var wanted = input.value.trim().toLowerCase();
      Array.prototype.forEach.call(rows, function (row) {
        row.hidden = wanted !== "" && row.textContent.toLowerCase().indexOf(wanted) < 0;
      });
    });
  });
})();
