import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { ModelDescription } from '../../src/protocol/index.ts';
import { MODEL_FILES, licenceOf } from '../hub/index.ts';
import type { StaticFiles } from '../static.ts';
import { describeModel } from './describe.ts';

/** Where the folders that a relay serves have their models. */
const MODELS = '/models/';

/** The models below /models of the folders that a relay serves; hashed once, when they are first asked for. */
export class ServedModels {
  readonly #files: StaticFiles;
  readonly #logger: Logger;
  #found: Promise<ModelDescription[]> | null = null;

  constructor(files: StaticFiles, logger: Logger) {
    this.#files = files;
    this.#logger = logger;
  }

  list(): Promise<ModelDescription[]> {
    this.#found ??= this.#find();
    return this.#found;
  }

  async #find(): Promise<ModelDescription[]> {
    const models: ModelDescription[] = [];
    for (const address of this.#files.addresses(MODELS)) {
      const [, name] = /^\/models\/([^/]+)\/config\.json$/.exec(address) ?? [];
      if (name === undefined) continue;
      try {
        models.push(await this.#describe(name));
      } catch (error) {
        // Some other's folder, or one of a model that is not trained here: the others are there all the same.
        this.#logger.warn({ err: error, model: name }, 'a folder below /models is no model');
      }
    }
    return models;
  }

  async #describe(name: string): Promise<ModelDescription> {
    const location = `${MODELS}${name}`;
    const files = MODEL_FILES.map((file) => {
      const path = this.#files.locate(`${location}/${file}`);
      if (!path) throw new Error(`${location} has no ${file}.`);
      return { name: file, path };
    });
    const card = this.#files.locate(`${location}/README.md`);
    const readme = card ? await readFile(card, 'utf8') : '';
    return describeModel({ name, licence: licenceOf(readme), location, files });
  }
}
