import { conform, parseJson } from "../conform.ts";
import { decode } from "../exports/decode.ts";
import { type HrFeed, hrFeed } from "./record.ts";

/** A file that holds the neutral record itself. @throws PartError naming the path of the field that is otherwise. */
export function hrFromJson(bytes: Uint8Array): HrFeed {
  return conform("parse", hrFeed, parseJson("parse", decode(bytes, "utf-8")));
}
