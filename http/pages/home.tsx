import { page, type Page } from '../console/page.tsx';

/** The address without anything leads to what is to be done. */
export const homePages = (): readonly Page[] => [
  page({ method: 'get', path: '/', caller: 'person' }).shownBy(() => Promise.resolve({ goTo: '/inbox' })),
];
