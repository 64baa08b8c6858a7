(() => {
  const pages = [...document.querySelectorAll("section")];
  const said = document.getElementById("still");
  let at = 0, timer = 0, still = false;
  const show = (next) => {
    pages[at].classList.remove("on");
    at = (next + pages.length) % pages.length;
    pages[at].classList.add("on");
    clearTimeout(timer);
    if (!still) timer = setTimeout(() => show(at + 1), pages[at].dataset.seconds * 1000);
  };
  const turns = {
    ArrowRight: () => show(at + 1), PageDown: () => show(at + 1), ArrowLeft: () => show(at - 1), PageUp: () => show(at - 1),
    Home: () => show(0), " ": () => { still = !still; said.hidden = !still; show(at); },
  };
  addEventListener("keydown", (event) => {
    const turn = turns[event.key];
    if (turn) { event.preventDefault(); turn(); }
  });
  document.documentElement.classList.add("turning");
  show(0);
})();
