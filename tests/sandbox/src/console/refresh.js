// Reading works without this script. It fetches the page again every two seconds and replaces the
// parts that are marked and have changed, unless somebody is busy in one of them.
"use strict";

let pressed = false;
addEventListener("pointerdown", () => { pressed = true; });
addEventListener("pointerup", () => { setTimeout(() => { pressed = false; }, 500); });

async function refresh() {
  if (document.hidden || pressed) return;
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const other = fresh.getElementById(part.id);
    const busy = pressed || part.contains(document.activeElement);
    if (other && !busy && other.innerHTML !== part.innerHTML) part.replaceWith(other);
  }
}

// A sandbox that was stopped is no error of the page.
setInterval(() => refresh().catch(() => {}), 2000);
