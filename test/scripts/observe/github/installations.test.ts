import { afterEach, describe, expect, it } from "vitest";
import { readInstallations } from "../../../../scripts/observe/github/installations.ts";
import type { Http } from "../../../support/http.ts";
import { startOrganisation } from "../../../support/organisation.ts";

let http: Http | undefined;
afterEach(() => http?.close());
const installation = (id: number, more: object = {}) => ({
  ...{ id, account: { login: "acme" }, repository_selection: "selected", app_id: id, app_slug: `app-${id}`, target_type: "Organization" },
  ...{ permissions: { metadata: "read", contents: "write", administration: "admin" }, events: [], suspended_at: null, ...more },
});
async function read(total_count: number, installations: readonly object[]) {
  const started = await startOrganisation({ "/orgs/acme/installations": { total_count, installations } });
  http = started.http;
  return await readInstallations(started.asking);
}

describe("scripts/observe/github/installations", () => {
  it("reads what each App may write, and where", async () => {
    const reading = { permissions: { metadata: "read" }, repository_selection: "all", suspended_at: "2026-11-01T00:00:00Z" };
    expect(await read(2, [installation(1), installation(2, reading)])).toEqual([
      { id: 1, app: "app-1", allRepositories: false, suspended: false, writes: ["administration", "contents"] },
      { id: 2, app: "app-2", allRepositories: true, suspended: true, writes: [] },
    ]);
  });

  it("is not complete with fewer than GitHub counts, or when it is refused", async () => {
    await expect(read(2, [installation(1)])).rejects.toMatchObject({ message: "GitHub counts 2 installations and gave 1", retry: true });
    await http!.close();
    const started = await startOrganisation({});
    http = started.http;
    await expect(readInstallations(started.asking)).rejects.toThrow("has it the organisation permission Administration: read?");
  });

  it("rejects a malformed reply with the field's path", async () => {
    await expect(read(1, [installation(1, { permissions: null })])).rejects.toThrow(/^malformed: installations\.0\.permissions: /);
  });
});
