/** A square of complex numbers, row by row; its side is a power of two. */
interface Plane {
  side: number;
  re: Float64Array;
  im: Float64Array;
}

function plane(side: number): Plane {
  return { side, re: new Float64Array(side * side), im: new Float64Array(side * side) };
}

/** Fourier transform in place, rows then columns; the inverse is scaled back. */
function fft2(given: Plane, inverse = false): void {
  const { side, re, im } = given;
  const turns = turnsOf(side, inverse);
  for (let row = 0; row < side; row++) {
    const [start, end] = [row * side, (row + 1) * side];
    fft(re.subarray(start, end), im.subarray(start, end), turns);
  }
  // Columns are copied out and back: numbers that lie far apart are slow to reach over and over.
  const [columnRe, columnIm] = [new Float64Array(side), new Float64Array(side)];
  for (let column = 0; column < side; column++) {
    for (let i = 0; i < side; i++) [columnRe[i], columnIm[i]] = [re[i * side + column]!, im[i * side + column]!];
    fft(columnRe, columnIm, turns);
    for (let i = 0; i < side; i++) [re[i * side + column], im[i * side + column]] = [columnRe[i]!, columnIm[i]!];
  }
  if (!inverse) return;
  for (let i = 0; i < re.length; i++) {
    re[i]! /= re.length;
    im[i]! /= re.length;
  }
}

/**
 * Cross-correlation of two real squares: at (h, k) the sum over all cells of a(x, y) · b(x + h, y + k), indices going
 * round. Both are taken in one transform, one as the real part and one as the imaginary part.
 */
export function correlate(a: Float64Array, b: Float64Array, side: number): Float64Array {
  const both: Plane = { side, re: a.slice(), im: b.slice() };
  fft2(both);
  const product = plane(side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const i = y * side + x;
      const j = ((side - y) % side) * side + ((side - x) % side);
      // Of z = a + ib: A = (Z(i) + Z*(−i)) / 2, B = (Z(i) − Z*(−i)) / 2i.
      const [ar, ai] = [(both.re[i]! + both.re[j]!) / 2, (both.im[i]! - both.im[j]!) / 2];
      const [br, bi] = [(both.im[i]! + both.im[j]!) / 2, (both.re[j]! - both.re[i]!) / 2];
      product.re[i] = ar * br + ai * bi;
      product.im[i] = ar * bi - ai * br;
    }
  }
  fft2(product, true);
  return product.re;
}

/** Cosines and sines of the first half turn. */
function turnsOf(side: number, inverse: boolean): { cos: Float64Array; sin: Float64Array } {
  const angle = ((inverse ? 2 : -2) * Math.PI) / side;
  const cos = Float64Array.from({ length: side / 2 }, (_, i) => Math.cos(angle * i));
  const sin = Float64Array.from({ length: side / 2 }, (_, i) => Math.sin(angle * i));
  return { cos, sin };
}

/** Radix-2 transform in place. */
function fft(re: Float64Array, im: Float64Array, { cos, sin }: { cos: Float64Array; sin: Float64Array }): void {
  const { length } = re;
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) [re[i], re[j], im[i], im[j]] = [re[j]!, re[i]!, im[j]!, im[i]!];
  }
  for (let size = 2; size <= length; size <<= 1) {
    const half = size >> 1;
    const stride = length / size;
    for (let block = 0; block < length; block += size) {
      for (let k = 0; k < half; k++) {
        const p = block + k;
        const q = p + half;
        const wr = cos[k * stride]!;
        const wi = sin[k * stride]!;
        const tr = re[q]! * wr - im[q]! * wi;
        const ti = re[q]! * wi + im[q]! * wr;
        re[q] = re[p]! - tr;
        im[q] = im[p]! - ti;
        re[p]! += tr;
        im[p]! += ti;
      }
    }
  }
}
