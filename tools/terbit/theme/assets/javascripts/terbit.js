// What the pages do beyond links: nothing that a reader needs. Without this file the site is whole.
(() => {
  "use strict"
  const root = document.documentElement
  const dark = matchMedia("(prefers-color-scheme: dark)")

  // light or dark: the system's, until the reader says otherwise; saying what the system says forgets it again
  const switches = document.querySelectorAll("[data-scheme-switch]")
  const isDark = () => (root.dataset.scheme ? root.dataset.scheme === "dark" : dark.matches)
  const show = () => switches.forEach((one) => one.setAttribute("aria-pressed", String(isDark())))
  const change = () => {
    const wanted = isDark() ? "light" : "dark"
    root.dataset.scheme = (wanted === "dark") === dark.matches ? "" : wanted
    try {
      localStorage.setItem("terbit.scheme", root.dataset.scheme)
    } catch {} // a reader who allows no storage: it holds for this page
    show()
  }
  if (CSS.supports("color", "light-dark(#000, #fff)")) {
    for (const one of switches) {
      one.hidden = false
      one.addEventListener("click", change)
    }
    dark.addEventListener("change", show)
    show()
  }

  // a sub-menu closes with Escape, with a click elsewhere and when the keyboard leaves it
  const wide = matchMedia("(min-width: 60.01em)")
  const open = () => document.querySelectorAll(".tb-sub[open]")
  const leave = (place) => {
    if (wide.matches) for (const menu of open()) if (!menu.contains(place)) menu.open = false
  }
  document.addEventListener("click", (event) => leave(event.target))
  document.addEventListener("focusin", (event) => leave(event.target))
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !wide.matches) return
    for (const menu of open()) {
      const inside = menu.contains(document.activeElement)
      menu.open = false
      if (inside) menu.querySelector("summary").focus()
    }
  })

  // what is wider than its place scrolls there, also for those who scroll with keys (browsers of 2024 do so themselves)
  const roomy = () => {
    for (const box of document.querySelectorAll(".tb-sheet, pre"))
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0
      else box.removeAttribute("tabindex")
  }
  addEventListener("resize", roomy)
  roomy()

  // on paper an address is written in full
  addEventListener("beforeprint", () => {
    for (const link of document.querySelectorAll(".tb-text a[href]:not([href^='#'])")) link.dataset.address = link.href
  })
})()
