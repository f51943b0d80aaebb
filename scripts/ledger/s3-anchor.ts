import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type Duration, instantOf, plus } from "../../stacks/model/instant.ts";
import type { Anchor, Head } from "./anchor.ts";
import { canonical } from "./canonical.ts";
import { LedgerError } from "./chain.ts";

/** A bucket with Object Lock, in an account that the pipeline's own credentials cannot administer. `retain` is how long each head is locked. */
export type Bucket = { bucket: string; region: string; prefix: string; retain: Duration };

// An endpoint that accepts and never answers must become a failed write, not a run that hangs until CI kills it.
const PATIENCE = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true };

/** Twelve digits sort as numbers do, up to a million million entries. */
const DIGITS = 12;

/**
 * Heads as objects of a bucket, one for each, locked in compliance mode: nobody can delete or change a version of them before its time,
 * the account's root included (S3 User Guide, "Locking objects with Object Lock"). Count and hash stand in the key, so that a list is all that
 * reading needs; versions are listed, since a delete marker would hide an object from a plain list.
 */
export function s3Anchor({ bucket, region, prefix, retain }: Bucket): Anchor {
  const client = () => new S3Client({ region, forcePathStyle: true, maxAttempts: 5, requestHandler: PATIENCE });
  const name = `s3://${bucket}/${prefix}`;
  return {
    name,
    async publish(head) {
      const put = new PutObjectCommand({
        Bucket: bucket,
        Key: keyOf(prefix, head),
        Body: canonical({ schema: "tenure/anchor/1", ...head }),
        ContentType: "application/json",
        ObjectLockMode: "COMPLIANCE",
        ObjectLockRetainUntilDate: new Date(plus(head.at, retain)),
      });
      await within(client(), `entry ${head.count} is written, but its head could not be anchored in ${name}`, "ANCHOR_FAILED", (s3) =>
        s3.send(put),
      );
    },
    async read() {
      return await within(client(), `the anchors in ${name} could not be read`, "LEDGER_UNREADABLE", (s3) => listHeads(s3, bucket, prefix));
    },
  };
}

function keyOf(prefix: string, { count, hash }: Head): string {
  return `${prefix}${String(count).padStart(DIGITS, "0")}-${hash}.json`;
}

async function listHeads(s3: S3Client, bucket: string, prefix: string): Promise<readonly Head[]> {
  const heads: Head[] = [];
  for (let at: Marker | undefined = {}; at; ) {
    const page: ListObjectVersionsCommandOutput = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...at }));
    heads.push(...(page.Versions ?? []).flatMap(({ Key, LastModified }) => headOf((Key ?? "").slice(prefix.length), LastModified)));
    at = nextOf(page);
  }
  return heads;
}

/** The head that a key stands for; other objects of the bucket are none of ours. */
function headOf(key: string, written: Date | undefined): readonly Head[] {
  const match = /^(\d+)-([0-9a-f]{64})\.json$/.exec(key);
  return match ? [{ count: Number(match[1]), hash: match[2]!, at: instantOf(written ?? new Date(0)) }] : [];
}

type Marker = { KeyMarker?: string; VersionIdMarker?: string };

/** Where a list goes on. @throws Error when S3 cut it without saying so: heads would be missing from it */
function nextOf({ IsTruncated, NextKeyMarker, NextVersionIdMarker }: ListObjectVersionsCommandOutput): Marker | undefined {
  if (!IsTruncated) return undefined;
  if (NextKeyMarker === undefined) throw new Error("S3 cut the list and did not say where it goes on");
  return { KeyMarker: NextKeyMarker, ...(NextVersionIdMarker === undefined ? {} : { VersionIdMarker: NextVersionIdMarker }) };
}

async function within<T>(
  s3: S3Client,
  what: string,
  code: "ANCHOR_FAILED" | "LEDGER_UNREADABLE",
  use: (s3: S3Client) => Promise<T>,
): Promise<T> {
  try {
    return await use(s3);
  } catch (cause) {
    const { name, message } = cause as Error;
    throw new LedgerError(code, `${what}: ${name}: ${message}`, { cause });
  } finally {
    s3.destroy();
  }
}
