/* Made by `npm run kernels` from assembly/boosting/probe.ts. */
export const code =
  'AGFzbQEAAAABBwFgAn9/AXwCDwEDZW52Bm1lbW9yeQIAAAMCAQAHEgIFcHJvYmUAAAZtZW1vcnkCAAo6ATgCAX8BewNAIAEgAkoEQCADIAAgAkEDdGr9AAQA/fABIQMgAkECaiECDAELCyAD/SEAIAP9IQGgCw=='
