// A list that stays at its newest end while it grows, for as long as the reader does not scroll away from it.

const NEAR_PX = 60;

export class Sticky {
  constructor(scroller) {
    this.scroller = scroller;
    this.isForEnd = true;
    this.sticks = true;
    this.isLeaving = false;
    this.top = scroller.scrollTop;
    this.sizes = new ResizeObserver(() => this.settle());
    this.sizes.observe(scroller);
    scroller.addEventListener("scroll", () => this.scrolled());
  }

  /** Only a way up is the reader's: a picture that comes in late leaves the end behind too. */
  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const isUp = scrollTop < this.top;
    this.top = scrollTop;
    if (this.isLeaving) return;
    if (scrollHeight - scrollTop - clientHeight < NEAR_PX) this.sticks = this.isForEnd;
    else if (isUp) this.sticks = false;
  }

  /** Watch what is in the list now, and go to its end if that is where the reader is. */
  settle() {
    for (const child of this.scroller.children) this.sizes.observe(child);
    if (this.sticks) this.moveTo(this.scroller.scrollHeight);
  }

  /** Go to the end and stay there. */
  toEnd() {
    this.sticks = true;
    this.settle();
  }

  /** Another list is asked for, to be seen from its end or from its top; until it is there no scrolling counts. */
  leave({ forEnd }) {
    this.isLeaving = true;
    this.isForEnd = this.sticks = forEnd;
    if (!forEnd) this.moveTo(0);
  }

  /** What was asked for is there. */
  arrive() {
    this.isLeaving = false;
  }

  /** Bring one element into view and stay there. */
  show(element) {
    this.sticks = false;
    element.scrollIntoView({ block: "center" });
    this.top = this.scroller.scrollTop;
  }

  moveTo(top) {
    this.scroller.scrollTop = top;
    this.top = this.scroller.scrollTop;
  }
}
