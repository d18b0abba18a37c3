// An old short address (/?p=123): a host of files never reads what stands after the question mark, so this page does.
(() => {
  "use strict"
  const map = new URL(document.currentScript.dataset.map, document.baseURI)
  const asked = [...new URLSearchParams(location.search)].map(([name, value]) => `?${name}=${value}`)
  if (!asked.length) return
  fetch(map)
    .then((answer) => answer.json())
    .then((known) => {
      const found = asked.find((one) => Object.hasOwn(known, one))
      // an address of this site, as the one who published it wrote it: never a part of what was asked
      if (found) location.replace(new URL(encodeURI(known[found]), map))
    })
    .catch(() => {}) // then this is the front page
})()
