import type { Environment } from "../environment.ts";
import { type Project, saltOfStackFile } from "../project.ts";
import { type Backend, openBackend } from "./backend.ts";
import { EMPTY_STATE, readCheckpoint, resourceTexts, type State } from "./checkpoint.ts";
import { withJournal } from "./journal.ts";
import { type Crypter, newCrypter, openCrypter, passphraseOf } from "./passphrase.ts";

/** The state of a stack, decrypted, with what is needed to write it again; a stack that does not exist is empty. */
export type Opened = { backend: Backend; crypter: Crypter; state: State };

/**
 * Reads the state of a stack. @param lock takes the stack first, for a run that will write.
 * @throws EngineError for a missing or wrong passphrase, an unreadable state, or a backend that is no folder.
 */
export async function openState(
  environment: Environment,
  project: Project,
  stack: string,
  lock: (backend: Backend) => void,
): Promise<Opened> {
  const passphrase = passphraseOf(environment, project.folder);
  const backend = openBackend(environment, project, stack);
  const saltOfFile = saltOfStackFile(project, stack);
  lock(backend);
  const text = backend.read();
  const checkpoint = text === undefined ? undefined : readCheckpoint(backend.checkpointFile, text);
  const salt = checkpoint?.salt ?? saltOfFile;
  const where = checkpoint ? "" : ` (Pulumi.${stack}.yaml, which another run of the CLI wrote; a new stack needs none: delete it)`;
  const crypter = await (salt === undefined ? newCrypter(passphrase) : openCrypter(passphrase, salt, where));
  const state = checkpoint?.open(crypter) ?? EMPTY_STATE;
  return { backend, crypter, state: withJournal(backend.journalFile, text, state, resourceTexts(crypter)) };
}
