import { z } from "zod";
import type { Instant } from "../../../stacks/model/instant.ts";

/**
 * One account of an application. `id` is the application's own and opaque; `admin` is `null` where the application does not say;
 * `person` is the person id that the application itself states; `handle` what people call it, where that is public anyway.
 */
export type ElsewhereAccount = {
  id: string;
  active: boolean;
  admin: boolean | null;
  lastUsedAt: Instant | null;
  person: string | null;
  handle: string | null;
};

/** The accounts of one application as a list that was believed shows them. `asOf` is when the list was made. */
export type AccountList = { asOf: Instant; accounts: readonly ElsewhereAccount[] };

const moment = z.iso.datetime().transform((text) => text as Instant);

/** The accounts of one application in a saved observation. */
export const accountList = z.strictObject({
  asOf: moment,
  accounts: z.array(
    z.strictObject({
      id: z.string().min(1),
      active: z.boolean(),
      admin: z.boolean().nullable(),
      lastUsedAt: moment.nullable(),
      person: z.string().nullable(),
      handle: z.string().nullable(),
    }),
  ),
}) as z.ZodType<AccountList>;

/** The part `applications`: lists by the application's name. One that could not be read is not in it, and is an exception of the part. */
export const applications = z.record(z.string(), accountList);
