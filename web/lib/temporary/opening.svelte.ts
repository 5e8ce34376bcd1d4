import { metricOf, type Frame } from '#geodata/spatial/datum.ts';
import { openReader, type Reader } from '$lib/temporary/reading/reader.ts';
import { FileFault, type Built, type FrameGuess, type Inspection } from '$lib/temporary/types.ts';

/** A file between being dropped and being a layer: what was found in it, and what its owner says of it. */
export class Opening {
  name = $state('');
  inspection = $state.raw<Inspection | null>(null);
  fault = $state.raw<FileFault | null>(null);
  lng = $state<number | null>(null);
  lat = $state<number | null>(null);
  guess = $state.raw<FrameGuess | null>(null);
  frame = $state<Frame | null>(null);
  /** Set when rows were left out and its owner is asked whether to go on. */
  built = $state.raw<Built | null>(null);
  busy = $state(false);

  #file: File;
  #reader: Reader | undefined;
  #closed = false;

  constructor(file: File) {
    this.#file = file;
    this.name = file.name.replace(/\.[a-z]+$/i, '').slice(0, 60);
  }

  get ready(): boolean {
    const placed = this.inspection?.kind === 'features' || (this.lng !== null && this.lat !== null);
    return placed && this.frame !== null;
  }

  async read(): Promise<void> {
    await this.#try(async () => {
      this.#reader = await openReader(this.#file);
      if (this.#closed) return this.#reader.close();
      const { inspection } = this.#reader;
      this.lng = inspection.lng;
      this.lat = inspection.lat;
      this.#judge(inspection.guess);
      this.inspection = inspection;
    });
  }

  /** Other columns may be in another frame. */
  async choose(column: 'lng' | 'lat', index: number | null): Promise<void> {
    this[column] = index;
    this.built = null;
    const { lng, lat } = this;
    if (lng === null || lat === null) return;
    await this.#try(async () => this.#judge(await this.#reader!.judge(lng, lat)));
  }

  chooseFrame(frame: Frame): void {
    this.frame = frame;
    this.built = null;
  }

  async build(): Promise<Built | null> {
    const { lng, lat, frame } = this;
    if (!frame) return null;
    let built: Built | null = null;
    await this.#try(async () => (built = await this.#reader!.build({ lng, lat, frame })));
    return built;
  }

  close(): void {
    this.#closed = true;
    this.#reader?.close();
  }

  #judge(guess: FrameGuess): void {
    this.guess = guess;
    // A zone that was chosen stays while the coordinates are still metres.
    if (guess.frame || !this.frame || !metricOf(this.frame)) this.frame = guess.frame;
  }

  async #try(work: () => Promise<unknown>): Promise<void> {
    this.busy = true;
    try {
      await work();
    } catch (error) {
      this.fault = error instanceof FileFault ? error : new FileFault('unknown_format');
    }
    this.busy = false;
  }
}
