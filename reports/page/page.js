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
  document.addEventListener("input", function (event) { if (event.target.closest(".tools")) filter(); });
  document.addEventListener("submit", function (event) { event.preventDefault(); });
  addEventListener("hashchange", reveal);
  reveal();
})();
