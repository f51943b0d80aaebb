import { createCipheriv, createDecipheriv, pbkdf2, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { EngineError } from "../../error.ts";
import type { Environment } from "../environment.ts";

/** Rounds of PBKDF2 with SHA-256 in format `v1` (`sdk/go/common/resource/config/crypt.go`). */
const ROUNDS = 1_000_000;
const KEY_BYTES = 32;
const SALT_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What the salt's own ciphertext holds: how a wrong passphrase is noticed (`pkg/secrets/passphrase/manager.go`). */
const PROOF = "pulumi";

/** Pulumi's passphrase secrets provider for one stack. */
export type Crypter = {
  /** `v1:<salt>:v1:<nonce>:<ciphertext of the proof>`: stands in the state, and as `encryptionsalt` in `Pulumi.<stack>.yaml`. */
  salt: string;
  encrypt(text: string): string;
  /** @throws EngineError STATE_UNREADABLE for a text that this passphrase did not encrypt. */
  decrypt(ciphertext: string): string;
};

/**
 * The passphrase of the environment, as the CLI takes it: `PULUMI_CONFIG_PASSPHRASE`, which may be empty, or the file that
 * `PULUMI_CONFIG_PASSPHRASE_FILE` names.
 * @throws EngineError PASSPHRASE_MISSING: nothing is asked for, since nobody may be there to answer.
 */
export function passphraseOf(environment: Environment, project: string): string {
  if (environment.PULUMI_CONFIG_PASSPHRASE !== undefined) return environment.PULUMI_CONFIG_PASSPHRASE;
  const file = environment.PULUMI_CONFIG_PASSPHRASE_FILE ?? "";
  if (file === "") {
    throw new EngineError(
      "PASSPHRASE_MISSING",
      "the state's passphrase is missing: set PULUMI_CONFIG_PASSPHRASE (empty is allowed) or PULUMI_CONFIG_PASSPHRASE_FILE",
    );
  }
  try {
    return readFileSync(resolve(project, file), "utf8").trim();
  } catch (cause) {
    throw new EngineError("PASSPHRASE_MISSING", `PULUMI_CONFIG_PASSPHRASE_FILE cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** Makes a crypter with a new salt. */
export async function newCrypter(passphrase: string): Promise<Crypter> {
  const salt = randomBytes(SALT_BYTES);
  const key = await deriveKey(passphrase, salt);
  return crypter(key, `v1:${salt.toString("base64")}:${encrypt(key, PROOF)}`);
}

/**
 * Opens what was encrypted under a salt. @param where the salt is from, for the error, if not from the state.
 * @throws EngineError PASSPHRASE_WRONG, or STATE_UNREADABLE for a salt of another format.
 */
export async function openCrypter(passphrase: string, salt: string, where = ""): Promise<Crypter> {
  const [version, salted, ...proof] = salt.split(":");
  if (version !== "v1" || !salted || proof.length !== 3) {
    throw new EngineError("STATE_UNREADABLE", 'the encryption salt of the stack is not in Pulumi\'s format "v1:<salt>:v1:<nonce>:<proof>"');
  }
  const key = await deriveKey(passphrase, Buffer.from(salted, "base64"));
  if (attempt(() => decrypt(key, proof.join(":"))) !== PROOF) {
    throw new EngineError(
      "PASSPHRASE_WRONG",
      `the passphrase of the environment is not the one that encrypted this stack${where}: set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to it`,
    );
  }
  return crypter(key, salt);
}

function crypter(key: Buffer, salt: string): Crypter {
  return {
    salt,
    encrypt: (text) => encrypt(key, text),
    decrypt: (ciphertext) => {
      const text = attempt(() => decrypt(key, ciphertext));
      if (text === undefined) throw new EngineError("STATE_UNREADABLE", "a secret in the state cannot be decrypted: it was altered or cut");
      return text;
    },
  };
}

function deriveKey(passphrase: string, salt: Buffer): Promise<Buffer> {
  return promisify(pbkdf2)(passphrase, salt, ROUNDS, KEY_BYTES, "sha256");
}

function encrypt(key: Buffer, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
}

function decrypt(key: Buffer, ciphertext: string): string {
  const [version, nonce = "", sealed = ""] = ciphertext.split(":");
  if (version !== "v1") throw new Error("unknown format");
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString("utf8");
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
