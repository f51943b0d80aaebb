import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { s3Anchor } from "../../../scripts/ledger/s3-anchor.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { type Answer, type Http, type Request, startHttp } from "../../support/http.ts";

const AT = "2026-11-24T06:00:00Z" as Instant;
const HASH = "a".repeat(64);
const KEY = `acme/000000000007-${HASH}.json`;

describe("scripts/ledger/s3-anchor", () => {
  const before = { ...process.env };
  let http: Http;
  let answer: (request: Request) => Answer;
  beforeEach(async () => {
    http = await startHttp((request) => answer(request));
    Object.assign(process.env, { AWS_ENDPOINT_URL: http.url, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" });
  });
  afterEach(async () => {
    await http.close();
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });
  const anchor = () => s3Anchor({ bucket: "anchors", region: "us-east-1", prefix: "acme/", retain: 7 * 86_400_000 });
  const version = (key: string) =>
    `<Version><Key>${key}</Key><VersionId>1</VersionId><LastModified>${AT.replace("Z", ".000Z")}</LastModified></Version>`;
  const list = (inner: string) => ({ status: 200, xml: `<ListVersionsResult>${inner}</ListVersionsResult>` });

  it("publishes a head as an object that nobody can delete before its time", async () => {
    answer = () => ({ status: 200, xml: "" });
    await anchor().publish({ count: 7, hash: HASH, at: AT });
    const [{ method, path, headers, body }] = http.requests as [Request];
    expect([method, path.split("?")[0]]).toEqual(["PUT", `/anchors/${KEY}`]);
    expect(headers).toMatchObject({
      "x-amz-object-lock-mode": "COMPLIANCE",
      "x-amz-object-lock-retain-until-date": expect.stringMatching(/^2026-12-01T06:00:00(\.000)?Z$/),
    });
    // Object Lock asks for a checksum of what is put (S3 API Reference, PutObject).
    expect(Object.keys(headers).some((name) => /^(x-amz-checksum-|x-amz-trailer|content-md5)/.test(name))).toBe(true);
    expect(body).toContain(`{"at":"${AT}","count":7,"hash":"${HASH}","schema":"tenure/anchor/1"}`);
  });

  it("reads every version of every head, over pages, those that a delete marker hides too", async () => {
    const second = `acme/000000000012-${"b".repeat(64)}.json`;
    answer = ({ path }) =>
      path.includes("key-marker")
        ? list(`<IsTruncated>false</IsTruncated>${version(second)}<DeleteMarker><Key>${second}</Key></DeleteMarker>`)
        : list(
            `<IsTruncated>true</IsTruncated><NextKeyMarker>${KEY}</NextKeyMarker><NextVersionIdMarker>1</NextVersionIdMarker>${version(KEY)}${version("acme/other.txt")}`,
          );
    expect(await anchor().read()).toEqual([
      { count: 7, hash: HASH, at: AT },
      { count: 12, hash: "b".repeat(64), at: AT },
    ]);
    expect(http.requests.map(({ path }) => path.includes("versions") && path.includes("prefix=acme%2F"))).toEqual([true, true]);
  });

  it("takes no list that was cut for a whole one, and no refusal for an empty bucket", async () => {
    answer = () => list(`<IsTruncated>true</IsTruncated>${version(KEY)}`);
    await expect(anchor().read()).rejects.toMatchObject({
      code: "LEDGER_UNREADABLE",
      message: expect.stringContaining("s3://anchors/acme/"),
    });
    answer = () => ({ status: 403, xml: "<Error><Code>AccessDenied</Code><Message>no</Message></Error>" });
    await expect(anchor().read()).rejects.toMatchObject({ code: "LEDGER_UNREADABLE", message: expect.stringContaining("AccessDenied") });
    await expect(anchor().publish({ count: 7, hash: HASH, at: AT })).rejects.toMatchObject({
      code: "ANCHOR_FAILED",
      message: expect.stringMatching(/^entry 7 is written, but its head could not be anchored in s3:\/\/anchors\/acme\/: AccessDenied/),
    });
  });
});
