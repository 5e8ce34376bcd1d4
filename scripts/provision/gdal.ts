import { GdalMissing, gdalPackages } from '#server/import/formats/gdal-program.ts';
import { installScript, readSystem, runAsRoot } from './install.ts';
import { step } from './steps.ts';

/**
 * Does some work that may turn out to want GDAL's own programs; where they are missing they are installed and it is done
 * again, or the line to run is said.
 */
export async function withGdal<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GdalMissing)) throw error;
    const system = await readSystem();
    const script = installScript(system, "GDAL's ogr2ogr, which large files are read with,", gdalPackages);
    await step('GDAL', (note) => runAsRoot(script, system, note));
    return work();
  }
}
