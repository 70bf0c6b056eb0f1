// The icons of the script panel: 24 × 24, drawn with the colour of the text.

const svg = (paths) =>
  `<svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">${paths}</svg>`;

export const drawn = {
  comment: svg('<path d="M9.5 4 8 20m8-16-1.5 16M4.5 9h15.5M4 15h15.5"/>'),
  enlarge: svg('<path d="M14 4.5h5.5V10M10 19.5H4.5V14M19.5 4.5 13.5 10.5M4.5 19.5l6-6"/>'),
  indent: svg('<path d="M4 5h16M11 10h9M11 14h9M4 19h16M4 9.5 7 12l-3 2.5"/>'),
  outdent: svg('<path d="M4 5h16M11 10h9M11 14h9M4 19h16M7 9.5 4 12l3 2.5"/>'),
  redo: svg('<path d="m15.5 5 4 4-4 4M19 9h-8.5a6 6 0 0 0 0 12H14" transform="translate(0 -1)"/>'),
  shrink: svg('<path d="M19.5 10H14V4.5M4.5 14H10v5.5M14 10l6-6M10 14l-6 6"/>'),
  suggest: svg('<path d="M9.5 18.5h5M10.5 21.5h3M12 2.8a6.2 6.2 0 0 0-3.6 11.3c.8.6 1.1 1.2 1.1 2.1v.3h5v-.3c0-.9.4-1.5 1.1-2.1A6.2 6.2 0 0 0 12 2.8z"/>'),
  undo: svg('<path d="m8.5 5-4 4 4 4M5 9h8.5a6 6 0 0 1 0 12H10" transform="translate(0 -1)"/>'),
  warning: svg('<path d="M12 4 2.8 19.5h18.4zM12 10v4.5M12 17h.01"/>'),
};
