import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readRecords } from "../../scripts/command/records.ts";
import { folder } from "../../stacks/files/tree.ts";
import { smallRepository } from "../support/git.ts";
import { REPOSITORY } from "../support/sources.ts";

const AS_OF = "2026-11-24T10:00:00Z";

/** A repository with the small organisation, and commands run on it as npm runs them, without a terminal. */
function repository() {
  const { root, git, write } = smallRepository();
  return {
    root,
    git,
    write,
    text: (path: string) => readFileSync(join(root, path), "utf8"),
    changed: () => git("status", "--porcelain", "--untracked-files=all"),
    valid: () => readRecords(folder(root)),
    async run(name: string, ...words: string[]) {
      const args = [`scripts/${name}.ts`, ...words, "--root", root, "--as-of", AS_OF];
      const child = spawn(process.execPath, args, { cwd: REPOSITORY, stdio: ["ignore", "pipe", "pipe"] });
      const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => void chunks.push(chunk));
        return chunks;
      });
      const [code] = (await once(child, "close")) as [number | null];
      return { code, stdout: Buffer.concat(stdout!).toString().replaceAll(`${root}/`, ""), stderr: Buffer.concat(stderr!).toString() };
    },
  };
}

describe("test/scenarios/daily-life", () => {
  it("a service account is made, found, renewed, handed over and disabled, and every step leaves valid records", async () => {
    const { run, text, valid, git } = repository();
    const file = "accounts/prod/service-accounts/mailer.yaml";
    git("config", "user.email", "1+ada-l@users.noreply.github.com");

    const made = await run("new", "service-accounts", "mailer", "--purpose", "Mails invoices", "--group", "readers", "--key", "primary");
    expect(made).toEqual({
      code: 0,
      stdout: `wrote ${file}\nundo: rm ${file}\n`,
      stderr: "owner: team/payments unless stated, since git says that you are person/w1 (user.email 1+ada-l@users.noreply.github.com)\n",
    });
    expect(text(file)).toBe(`# yaml-language-server: $schema=../../../schemas/service-accounts.json
owner: team/payments
purpose: Mails invoices
expires: 2027-11-24 # from 00:00:00Z on, AWS denies everything to it
groups: [ readers ]
keys: { primary: { expires: 2027-02-22 } } # the secret goes to Secrets Manager, never into a log or an output
`);

    const listed = await run("list", "--owner", "team/payments", "--kind", "service-accounts", "--json");
    expect(JSON.parse(listed.stdout)).toMatchObject({
      records: [{ record: "service-accounts/exporter" }, { record: "service-accounts/mailer" }],
    });
    expect((await run("show", "service-accounts/mailer")).stdout).toContain("prod  groups/readers");

    expect(await run("renew", "--owner", "team/payments", "--before", "2027-06-01")).toMatchObject({ code: 0 });
    expect(text("accounts/prod/service-accounts/exporter.yaml")).toContain("expires: 2027-11-24\n");
    expect(text("accounts/prod/service-accounts/exporter.yaml")).toContain("# rotated by hand\n");

    expect(await run("transfer", "service-accounts/mailer", "--from", "team/payments", "--to", "team/platform")).toMatchObject({ code: 0 });
    expect(await run("disable", "service-accounts/mailer", "--reason", "not used", "--ref", "#7")).toMatchObject({ code: 0 });
    expect(valid().accounts.get("prod")!.records.get("service-accounts/mailer")!.fields).toMatchObject({
      owner: "team/platform",
      state: "disabled",
      disabled: { since: AS_OF, reason: "not used", ref: "#7" },
    });
  });

  it("nothing is written by --dry-run, and nothing over what is there", async () => {
    const { run, changed, write } = repository();
    const common = ["--owner", "team/payments", "--purpose", "Mails invoices"];
    for (const [name, ...words] of [
      ["new", "groups", "fresh", ...common],
      ["renew", "service-accounts/exporter"],
      ["transfer", "--from", "team/payments", "--to", "team/platform"],
      ["disable", "service-accounts/exporter", "--reason", "leaked"],
    ] as const)
      expect(await run(name, ...words, "--dry-run")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^--- /) });
    expect(await run("new", "service-accounts", "exporter", ...common)).toMatchObject({
      code: 1,
      stdout: "",
      stderr:
        "error: service-accounts/exporter: accounts/prod/service-accounts/exporter.yaml is there already: a new record is never written over another\n",
    });
    expect(changed()).toBe("");
    write({
      "stacks/accounts/prod/retired/groups/old.yaml":
        'owner: team/payments\nretired: { at: 2026-11-20T10:00:00Z, reason: gone, ref: "#1" }\n',
    });
    const retired = await run("new", "groups", "old", ...common);
    expect(retired.code).toBe(1);
    expect(retired.stderr).toContain("the name is retired");
  });

  it.each([
    [["new", "workloads", "x"], /expected --owner, --purpose, --service or --repository or --trusted-account/],
    [["new", "worklods", "x"], /<kind>: expected .*, got "worklods"; did you mean "workloads"\?/],
    [["new", "groups", "x", "--owner", "team/paymets"], /--owner: team\/paymets is not in the directory; did you mean "team\/payments"\?/],
    [
      ["new", "groups", "x", "--service", "lambda.amazonaws.com"],
      /--service: groups take --owner, --purpose, --expires, --permission and --set/,
    ],
    [["new", "groups", "x", "--set", "__proto__.x=1"], /--set: expected <field=value>, got "__proto__\.x=1"/],
    [["new", "groups"], /expected <kind> <name>, got "groups"/],
    [["renew"], /expected records, or --owner with --before/],
    [["renew", "groups/readers", "--by", "soon"], /--by: expected a length of time such as 90d, got "soon"/],
    [["renew", "groups/readers", "--by", "1d", "--until", "2027-10-10"], /--by: expected --until or --by, got both/],
    [["transfer", "--from", "team/payments"], /expected --from and --to, two owners/],
    [
      ["transfer", "--from", "team/payments", "--to", "team/ghosts"],
      /--to: team\/ghosts has no active member; expected somebody who can answer/,
    ],
    [["disable", "workloads/worker"], /--reason: expected why, in a few words/],
    [["show", "person/w99"], /show: person\/w99 is not in the directory/],
  ])("%j says what was expected, and does nothing", async ([name, ...words], message) => {
    const { run, changed } = repository();
    const { code, stdout, stderr } = await run(name!, ...words);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(message);
    expect(changed()).toBe("");
  });
});
