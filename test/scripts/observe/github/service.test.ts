import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { listAll, openOrganisation } from "../../../../scripts/observe/github/service.ts";
import { recorderOf } from "../../../../scripts/observe/part.ts";
import type { Http } from "../../../support/http.ts";
import { startOrganisation } from "../../../support/organisation.ts";

let http: Http | undefined;
afterEach(() => http?.close());
const item = z.looseObject({ id: z.int() });

describe("scripts/observe/github/service", () => {
  it("reads a list to its end, with the organisation's token and no other", async () => {
    const started = await startOrganisation({ "/orgs/acme/things": [1, 2, 3, 4, 5].map((id) => ({ id })) });
    http = started.http;
    const found = await listAll(started.asking, "things", "/orgs/acme/things", item, "the permission Things: read");
    expect(found.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
    expect(started.recorder.manifest()).toMatchObject([{ operation: "things", calls: 3, pages: 3, items: 5 }]);
    expect(http.requests.map(({ method, headers }) => [method, headers.authorization])).toEqual(Array(3).fill(["GET", "Bearer o1"]));
  });

  it("names the permission that is needed, and the path of what is malformed", async () => {
    const started = await startOrganisation({ "/a": 403, "/b": [{ id: 1 }, { id: "2" }] });
    http = started.http;
    await expect(listAll(started.asking, "a", "/a", item, "the permission Things: read")).rejects.toMatchObject({
      ...{ operation: "a", retry: false },
      message: "the service answered 403; is ORGANISATION_TOKEN current, and has it the permission Things: read?",
    });
    await expect(listAll(started.asking, "b", "/b", item, "x")).rejects.toThrow(/^malformed: b\.1\.id: /);
  });

  it("asks nobody without a token, and no host without encryption", () => {
    const source = {} as Parameters<typeof openOrganisation>[0];
    const open = (tokens: Record<string, string>) => () => openOrganisation(source, { tokens }, recorderOf("github"));
    expect(open({ GITHUB_TOKEN: "x" })).toThrow("ORGANISATION_TOKEN is not set");
    expect(open({ ORGANISATION_TOKEN: "x", GITHUB_API_URL: "http://github.example.com" })).toThrow("GITHUB_API_URL: expected https");
  });
});
