import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { REPOSITORY, readText } from "../support/sources.ts";

/** What a secret looks like, wherever it stands: keys of the forms that scanners of public repositories look for. */
const SECRETS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ["an AWS secret key beside its name", /(?:aws_?)?secret_?(?:access_?)?key["'\s:=]{1,6}[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/i],
  ["a GitHub token", /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,})\b/],
  ["a session token of AWS", /\b(?:FwoGZXIvYXdz|IQoJb3JpZ2lu)[A-Za-z0-9/+=]{50,}/],
];

/** AWS's own example from its documentation: everybody knows it, and scanners let it pass. */
const KNOWN = /wJalrXUtnFEMI\/K7MDENG\/bPxRfiCYEXAMPLEKEY/g;

const FILES = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: REPOSITORY, encoding: "utf8" })
  .split("\0")
  .filter((path) => path !== "");

describe("test/conformance/secrets", () => {
  it.each(SECRETS)("no file of the repository holds %s: no fixture, no snapshot, no page", (_, pattern) => {
    expect(FILES.filter((path) => pattern.test(readText(path).replace(KNOWN, "")))).toEqual([]);
  });

  it("finds each where there is one", () => {
    const samples = [
      `-----BEGIN ${"RSA "}PRIVATE KEY-----`,
      `"SecretAccessKey": "${"aB3/".repeat(10)}"`,
      `ghp_${"a1".repeat(18)}`,
      `IQoJb3JpZ2lu${"x".repeat(60)}`,
    ];
    expect(samples.map((sample, index) => SECRETS[index]![1].test(sample))).toEqual([true, true, true, true]);
  });
});
