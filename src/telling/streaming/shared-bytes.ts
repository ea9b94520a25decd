/** Bytes that all readers of a flight share for as long as it lives: they are encoded once, and sent from one place. */
export class SharedBytes {
  private readonly known = new WeakMap<object, Buffer>();

  of(shared: object, render: () => string): Buffer {
    const known = this.known.get(shared);
    if (known) return known;
    const bytes = Buffer.from(render());
    this.known.set(shared, bytes);
    return bytes;
  }
}
