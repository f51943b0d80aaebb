import type { Act } from "./act.ts";
import { badChange } from "./acts/bad-change.ts";
import { deploy } from "./acts/deploy.ts";
import { drift } from "./acts/drift.ts";
import { end } from "./acts/end.ts";
import { goodChange } from "./acts/good-change.ts";
import { request } from "./acts/request.ts";
import { restore } from "./acts/restore.ts";
import { revoke } from "./acts/revoke.ts";
import { validRecords } from "./acts/valid-records.ts";

/** The whole story, in order. */
export const ACTS: readonly Act[] = [validRecords, badChange, goodChange, deploy, end, drift, revoke, restore, request];
