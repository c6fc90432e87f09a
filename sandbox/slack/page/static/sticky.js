// A list that stays at its newest end while it grows, for as long as the reader does not scroll away from it.

const NEAR_PX = 60;

export class Sticky {
  constructor(scroller) {
    this.scroller = scroller;
    this.sticks = true;
    this.sizes = new ResizeObserver(() => this.settle());
    this.sizes.observe(scroller);
    scroller.addEventListener("scroll", () => {
      this.sticks = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_PX;
    });
  }

  /** Watch what is in the list now, and go to its end if that is where the reader is. */
  settle() {
    for (const child of this.scroller.children) this.sizes.observe(child);
    if (this.sticks) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** Go to the end and stay there. */
  toEnd() {
    this.sticks = true;
    this.settle();
  }

  /** Bring one element into view and stay there. */
  show(element) {
    this.sticks = false;
    element.scrollIntoView({ block: "center" });
  }
}
