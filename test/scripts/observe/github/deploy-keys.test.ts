import { afterEach, describe, expect, it } from "vitest";
import { readDeployKeys } from "../../../../scripts/observe/github/deploy-keys.ts";
import type { Http } from "../../../support/http.ts";
import { startOrganisation } from "../../../support/organisation.ts";

let http: Http | undefined;
afterEach(() => http?.close());
const key = (id: number, more: object = {}) => ({
  ...{ id, key: "ssh-rsa AAA", url: "https://api.github.com/x", title: "ci", verified: true, created_at: "2026-01-05T10:00:00+02:00" },
  ...{ read_only: false, added_by: "ada-l", last_used: null, enabled: true, ...more },
});

describe("scripts/observe/github/deploy-keys", () => {
  it("reads the keys of its own repository and of those that are named", async () => {
    const started = await startOrganisation(
      {
        "/repos/acme/identities/keys": [key(1), key(2, { read_only: true }), key(3, { last_used: "2026-11-01T00:00:00Z" })],
        "/repos/acme/web/keys": [],
      },
      { repositories: ["web", "identities"] },
    );
    http = started.http;
    const one = { repository: "acme/identities", createdAt: "2026-01-05T08:00:00Z" };
    expect(await readDeployKeys(started.asking)).toEqual([
      { ...one, id: 1, mayWrite: true, lastUsedAt: null },
      { ...one, id: 2, mayWrite: false, lastUsedAt: null },
      { ...one, id: 3, mayWrite: true, lastUsedAt: "2026-11-01T00:00:00Z" },
    ]);
    expect(started.recorder.refusals()).toEqual([]);
  });

  it("asks all repositories but archived ones, and leaves a gap of one that refuses", async () => {
    const started = await startOrganisation(
      {
        "/orgs/acme/repos": ["identities", "old", "secret"].map((name) => ({ id: 1, name, archived: name === "old" })),
        "/repos/acme/identities/keys": [key(1)],
        "/repos/acme/secret/keys": 404,
      },
      { repositories: "all" },
    );
    http = started.http;
    expect((await readDeployKeys(started.asking)).map(({ id }) => id)).toEqual([1]);
    expect(started.recorder.refusals()).toMatchObject([
      {
        subject: "application/github/acme/secret",
        reason: "the service answered 404; is ORGANISATION_TOKEN current, and has it the repository permission Administration: read?",
      },
    ]);
    expect(http.requests.some(({ path }) => path.includes("/old/"))).toBe(false);
  });

  it("rejects a malformed reply with the field's path", async () => {
    const started = await startOrganisation({ "/repos/acme/identities/keys": [key(1, { read_only: "no" })] });
    http = started.http;
    await readDeployKeys(started.asking);
    expect(started.recorder.refusals()[0]!.reason).toMatch(/^malformed: keys\.0\.read_only: /);
  });
});
