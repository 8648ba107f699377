/* Tells when the page's map is on the screen. */
const LONGEST_WAIT = 8000; // without a map the charts must not wait for ever
const AGAIN = 2000; // a message that the server was too busy to take is sent again
const MAP = 'iframe[title="streamlit_folium.st_folium"]';

function isPainted() {
  const frame = document.querySelector(MAP);
  // The frame has no document element while it loads.
  return Boolean(frame?.contentDocument?.documentElement?.dataset.painted);
}

export default function (component) {
  let next = performance.now() + LONGEST_WAIT;
  let told = false;
  const timer = setInterval(() => {
    const now = performance.now();
    if (now < next && (told || !isPainted())) return;
    told = true;
    next = now + AGAIN;
    component.setTriggerValue("painted", true);
  }, 50);
  return () => clearInterval(timer);
}
