// Comes with the next change.

export function mountTime() {}
