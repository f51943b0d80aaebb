import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../../scripts/engine/port.ts";
import { fromStruct, toStruct } from "../../../../scripts/engine/provider/wire.ts";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

describe("scripts/engine/provider/wire", () => {
  it("marks named properties as secret, and unwraps what comes wrapped", () => {
    const sent = toStruct({ user: "x", secret: "s3cret" }, new Set(["secret"]));
    expect(sent.toJavaScript()).toEqual({ user: "x", secret: { [SIGNATURE]: SECRET, value: "s3cret" } });
    expect(fromStruct(sent)).toEqual({ user: "x", secret: "s3cret" });
  });

  it("unwraps inside lists and maps", () => {
    const wrapped = { list: [{ [SIGNATURE]: SECRET, value: { a: 1 } }] };
    expect(fromStruct(toStruct(wrapped, new Set()))).toEqual({ list: [{ a: 1 }] });
  });

  it("marks neither what is missing nor what is not known yet", () => {
    const sent = toStruct({ secret: UNKNOWN, password: "" }, new Set(["secret", "password", "other"]));
    expect(sent.toJavaScript()).toEqual({ secret: UNKNOWN, password: "" });
  });

  it("reads no message as no properties", () => {
    expect(fromStruct(undefined)).toEqual({});
  });
});
