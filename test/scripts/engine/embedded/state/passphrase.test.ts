import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { newCrypter, openCrypter, passphraseOf } from "../../../../../scripts/engine/embedded/state/passphrase.ts";

// Written by `pulumi stack init` and `pulumi up` of CLI 3.248.0 with the passphrase "x".
const SALT_OF_CLI = "v1:68spf0iWw+I=:v1:RkVmlXAcNBglVgZF:rn3xsLs1uPhNQYgt65cgQLpEHLXqaw==";
const SECRET_OF_CLI = "v1:k8A+WS7cIG8TUuOb:1+QwkbFE6vLJBDiCa0+clUaoddJpidWBE3MvS1yLoj2y+yImsIkRJu70fjQiELB7";

describe("scripts/engine/embedded/state/passphrase", () => {
  it("opens what the CLI has encrypted", async () => {
    const crypter = await openCrypter("x", SALT_OF_CLI);
    expect(JSON.parse(crypter.decrypt(SECRET_OF_CLI))).toBe("secret-of-AKIACE4EAC71815FACDA");
    expect(crypter.salt).toBe(SALT_OF_CLI);
  });

  it("encrypts so that the same passphrase and salt open it, differently each time", async () => {
    const crypter = await newCrypter("");
    const [one, two] = [crypter.encrypt("a secret"), crypter.encrypt("a secret")];
    expect(one).not.toBe(two);
    expect((await openCrypter("", crypter.salt)).decrypt(one)).toBe("a secret");
  });

  it("notices a wrong passphrase by the salt", async () => {
    await expect(openCrypter("y", SALT_OF_CLI)).rejects.toMatchObject({ name: "EngineError", code: "PASSPHRASE_WRONG" });
  });

  it("refuses a salt of another format and an altered secret", async () => {
    await expect(openCrypter("x", "v2:aa:bb")).rejects.toMatchObject({ code: "STATE_UNREADABLE" });
    const crypter = await openCrypter("x", SALT_OF_CLI);
    expect(() => crypter.decrypt(SECRET_OF_CLI.replace("1+Q", "2+Q"))).toThrow(expect.objectContaining({ code: "STATE_UNREADABLE" }));
  });

  it("takes the passphrase from the variable, which may be empty, or else from a file", () => {
    const folder = mkdtempSync(join(tmpdir(), "tenure-passphrase-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "secret"), "from a file\n");
    expect(passphraseOf({ PULUMI_CONFIG_PASSPHRASE: "" }, folder)).toBe("");
    expect(passphraseOf({ PULUMI_CONFIG_PASSPHRASE_FILE: "secret" }, folder)).toBe("from a file");
    for (const environment of [{}, { PULUMI_CONFIG_PASSPHRASE_FILE: "" }, { PULUMI_CONFIG_PASSPHRASE_FILE: "absent" }]) {
      expect(() => passphraseOf(environment, folder)).toThrow(expect.objectContaining({ code: "PASSPHRASE_MISSING" }));
    }
  });
});
