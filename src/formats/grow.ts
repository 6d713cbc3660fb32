/** Typed arrays that grow: plain arrays of numbers cost three times the memory. */
class NumberList<T extends Float32Array | Int32Array> {
  length = 0;

  constructor(private array: T) {}

  push(value: number): void {
    if (this.length === this.array.length) {
      const larger = new (this.array.constructor as new (length: number) => T)(this.array.length * 2);
      larger.set(this.array);
      this.array = larger;
    }
    this.array[this.length++] = value;
  }

  at(index: number): number {
    return this.array[index];
  }

  /** A view on the numbers so far. */
  get values(): T {
    return this.array.subarray(0, this.length) as T;
  }
}

export class Float32List extends NumberList<Float32Array> {
  constructor(capacity = 1024) {
    super(new Float32Array(capacity));
  }
}

export class Int32List extends NumberList<Int32Array> {
  constructor(capacity = 1024) {
    super(new Int32Array(capacity));
  }
}
