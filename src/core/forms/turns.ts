/**
 * What waits, by who waits for it. Everybody has one turn after another, so whoever has put in much delays others by one thing at a
 * time.
 */
export class Turns<Item> {
  /** The next to have a turn is first. Nobody's list is empty. */
  private readonly waiting = new Map<string, Item[]>();

  /** @param max things of one that may wait; more are refused */
  constructor(private readonly max: number) {}

  /** @returns false where too much waits for this one already */
  add(who: string, item: Item): boolean {
    const own = this.waiting.get(who);
    if (!own) this.waiting.set(who, [item]);
    else if (own.length < this.max) own.push(item);
    else return false;
    return true;
  }

  take(): Item | undefined {
    for (const [who, [item, ...rest]] of this.waiting) {
      this.waiting.delete(who);
      if (rest.length > 0) this.waiting.set(who, rest);
      return item;
    }
    return undefined;
  }
}
