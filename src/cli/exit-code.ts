/** What the process ends with; scripts may rely on it. */
export const EXIT = {
  ok: 0,
  /** The work itself failed: bad data, a refused model, a full disk. */
  failed: 1,
  /** The command line or the config file is wrong; nothing was started. */
  usage: 2,
  /** Stopped by SIGINT, as shells expect it. */
  interrupted: 130,
} as const
