import { configurePack, type PackRun } from "./configure.ts";
import { type Pack, startPack } from "./pack.ts";

/** Where runs get their pack. */
export type Packs = {
  /** A pack that judges these records for this stack, configured for the run. @throws EngineError PACK_FAILED */
  of(run: PackRun): Promise<Pack>;
  close(): void;
};

/**
 * Keeps the pack of the last run for the next one on the same records: a plan and its deployment are judged by the same process, which has
 * read them once. Only one is kept, since each holds a whole process.
 */
export function openPacks(): Packs {
  let kept: { key: string; pack: Pack } | undefined;
  const close = () => {
    kept?.pack.close();
    kept = undefined;
  };
  return {
    async of(run) {
      const key = JSON.stringify([run.project.folder, run.stack, run.judged]);
      if (kept?.key === key && !kept.pack.ended()) {
        await configurePack(kept.pack.client, run);
        return kept.pack;
      }
      close();
      const pack = await startPack(run);
      kept = { key, pack };
      return pack;
    },
    close,
  };
}
