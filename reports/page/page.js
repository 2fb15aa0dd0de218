"use strict";
(function () {
  function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    var area = document.createElement("textarea");
    area.value = text;
    document.body.appendChild(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    return Promise.resolve();
  }

  // A large page holds the timelines of most trials packed, some trials to a part: JSON, gzip, base64.
  var parts = {};
  function part(name) {
    if (!parts[name]) {
      var raw = atob(document.getElementById("part-" + name).content.textContent);
      var bytes = Uint8Array.from(raw, function (c) { return c.charCodeAt(0); });
      parts[name] = new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
    }
    return parts[name];
  }

  function unpack(trial) {
    var table = trial.open && trial.querySelector("table[data-rows]");
    if (!table) return;
    var at = table.dataset.rows.split("/");
    delete table.dataset.rows;
    var scaled = table.tHead.rows[0].cells.length === 4;
    part(at[0]).then(function (trials) {
      trials[at[1]].forEach(function (row) {
        var line = table.tBodies[0].insertRow();
        line.className = row[0];
        [row[1], row[2], row[3], row[4]].forEach(function (text, i) {
          if (i !== 1 || scaled) line.insertCell().textContent = text;
        });
      });
      filter();
    }, function () { table.tBodies[0].insertRow().insertCell().textContent = "this browser cannot unpack the timeline; see the files below"; });
  }

  function filter() {
    var form = document.querySelector(".tools");
    var wanted = form.querySelector("[type=search]").value.toLowerCase();
    var kinds = {};
    form.querySelectorAll("[type=checkbox]").forEach(function (box) { kinds[box.value] = box.checked; });
    document.querySelectorAll(".timeline tbody tr").forEach(function (row) {
      var kind = row.classList.contains("console") ? "console" : row.classList.contains("net") ? "net" : "bench";
      row.hidden = !kinds[kind] || (wanted !== "" && row.lastElementChild.textContent.toLowerCase().indexOf(wanted) < 0);
    });
  }

  function reveal() {
    var target = location.hash && document.getElementById(location.hash.slice(1));
    if (!target || target.tagName !== "DETAILS") return;
    target.open = true;
    target.scrollIntoView();
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (button && button.dataset.copy !== undefined) {
      var label = button.textContent;
      copy(button.dataset.copy).then(function () { button.textContent = "copied"; }, function () { button.textContent = "select the text by hand"; })
        .then(function () { setTimeout(function () { button.textContent = label; }, 1500); });
    } else if (button && button.dataset.open) {
      document.querySelectorAll("details.trial").forEach(function (trial) { trial.open = button.dataset.open === "yes"; });
    } else if (event.target.closest("a[href='" + location.hash + "']")) {
      reveal(); // the address does not change, so no hashchange comes
    }
  });
  document.addEventListener("toggle", function (event) { unpack(event.target); }, true);
  document.addEventListener("input", function (event) { if (event.target.closest(".tools")) filter(); });
  document.addEventListener("submit", function (event) { event.preventDefault(); });
  addEventListener("hashchange", reveal);
  reveal();
})();
