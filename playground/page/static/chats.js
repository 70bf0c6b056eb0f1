// Comes with the next change.

export function mountChats() {}
