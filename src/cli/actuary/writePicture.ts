/** Pictures as files. */
import { writeFile } from 'node:fs/promises';
import { quoted } from '../shared/output.ts';

/** Writes a picture. Throws an Error that names the path where it cannot. */
export async function writePicture(path: string, svg: string): Promise<void> {
  await writeFile(path, svg).catch((error: Error) => {
    throw new Error(`${quoted(path, 200)} cannot be written: ${error.message}`);
  });
}
