/** The stable codes of what a journal refuses, with the sentence that documents each one (`docs/errors.md` is checked against it). */
export const journalErrorCodes = {
  JOURNAL_BUSY: 'Another process has the journal open.',
  JOURNAL_FOREIGN: 'The directory holds another program’s file, or the journal of another partition.',
  JOURNAL_NEWER: 'The journal was written by a newer version of the program.',
  JOURNAL_DAMAGED:
    'A record, a snapshot or a file is not what was written, or an acknowledged record is missing; the message says which.',
  JOURNAL_TRIMMED: 'The records asked for have left the log; begin with a snapshot.',
  JOURNAL_SEQUENCE: 'The sequence is not one that this call takes.',
  JOURNAL_QUEUE_FULL: 'More waits to be written than the journal takes; nothing of this append was kept.',
  JOURNAL_DISK_FULL: 'The disk is full; nothing of this append was kept, and everything acknowledged is still there.',
  JOURNAL_FENCED: 'A later writer has opened the journal; nothing of this append was kept, and none will be taken.',
  JOURNAL_FAILED:
    'Writing or syncing failed, so the journal has closed itself; whether this append was kept is known when a new process opens it.',
  JOURNAL_CLOSED: 'The journal was closed; nothing of this append was kept.',
  JOURNAL_UNUSABLE: 'The journal’s directory cannot be created, read or written.',
} as const

export type JournalErrorCode = keyof typeof journalErrorCodes
