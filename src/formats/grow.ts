/** Typed arrays that grow: plain arrays of numbers cost three times the memory. */
export class Float32List {
  private array = new Float32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.array.length) {
      const larger = new Float32Array(this.array.length * 2);
      larger.set(this.array);
      this.array = larger;
    }
    this.array[this.length++] = value;
  }

  get values(): Float32Array {
    return this.array.subarray(0, this.length);
  }
}

export class Int32List {
  private array = new Int32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.array.length) {
      const larger = new Int32Array(this.array.length * 2);
      larger.set(this.array);
      this.array = larger;
    }
    this.array[this.length++] = value;
  }

  get values(): Int32Array {
    return this.array.subarray(0, this.length);
  }
}
