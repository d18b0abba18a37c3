// A still of a video or map becomes the thing itself when a reader asks for it, and nothing is asked of its server before.
(() => {
  "use strict"
  document.addEventListener("click", (event) => {
    const still = event.target.closest("a.tb-embed[data-embed]")
    // a new tab is still a new tab
    if (!still || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    const frame = document.createElement("iframe")
    frame.className = "tb-embed__frame"
    frame.title = still.dataset.title
    // it may run, show itself in full and open a tab; it cannot lead this page elsewhere
    frame.sandbox = "allow-scripts allow-same-origin allow-presentation allow-popups"
    frame.allow = "autoplay; fullscreen; encrypted-media; picture-in-picture"
    frame.referrerPolicy = "strict-origin-when-cross-origin"
    frame.src = still.dataset.embed
    still.replaceWith(frame)
    frame.focus()
  })
})()
