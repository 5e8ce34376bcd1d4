import type { Words } from '$lib/words/index.ts';

export const en: Words = {
  app: {
    name: 'Gezhi',
    tagline: 'Communities looked after on one map',
    demo: 'Demo data · fictitious',
    demoMeaning:
      'This city is generated. Beyond its main streets everything is fictitious and stands for no real person, place or event.',
    approval: (number) => `Map review number: ${number}`,
    noApproval: 'No map review number set; for demonstration only',
    osm: '© OpenStreetMap contributors',
    skip: 'Skip to the list',
    skipToPage: 'Skip to the page',
    language: '中文',
    dark: 'Switch to dark',
    light: 'Switch to light',
    menu: 'Menu'
  },
  spaces: { command: 'Command', label: 'Workspaces' },
  role: {
    account: 'Account',
    signIn: 'Sign in',
    signInInstead: 'Sign in with a demo account',
    label: 'Demo role',
    note: 'Demo mode: see the same map as someone else.',
    switched: (title) => `Switched to ${title}`,
    failed: 'The role was not switched. Please try again.'
  },
  tabs: {
    label: 'Left panel',
    layers: 'Layers',
    list: 'List',
    divisions: 'Divisions',
    heat: 'Heat',
    forecast: 'Forecast'
  },
  panel: {
    collapse: 'Collapse panel',
    expand: 'Expand panel',
    sheet: 'Panel height',
    low: 'To the bottom',
    half: 'Half the screen',
    full: 'Full screen'
  },
  layers: {
    unplaced: (n) => `${n} without a place`,
    zoomIn: 'Zoom in to see',
    counted: 'Counts for now; zoom in for single features',
    none: 'There is no layer you may see.',
    listThis: 'List what is in view',
    reset: 'Back to the usual layers',
    shown: (n) => (n === 1 ? '1 layer shown' : `${n} layers shown`)
  },
  list: {
    export: 'Export…',
    layer: 'Layer',
    inView: (n) => `${n} in view`,
    nearest: 'Nearest first, from the centre of the map',
    more: '50 more',
    shown: (shown, total) => `${shown} of ${total} listed`,
    empty: 'Nothing of this kind is in view. Zoom out, or look elsewhere.',
    noLayers: 'No layer is switched on. Switch one on under Layers and what is in view is listed here.',
    loading: 'Loading…',
    unnamed: 'Unnamed',
    zoomTo: 'Zoom to',
    failed: 'The list could not be loaded.',
    retry: 'Try again'
  },
  divisions: {
    root: 'All',
    path: 'Path of divisions',
    children: (n) => `${n} below`,
    noBoundary: 'No published boundary',
    noBoundaryCount: (n) => `${n} of them without a published boundary: listed and counted, not drawn`,
    within: 'Within it',
    nothingWithin: 'Nothing is registered within it.',
    vintage: (year) => `Division codes of ${year}`,
    zoomTo: 'Zoom to this division',
    leaf: 'This is the lowest level.'
  },
  search: {
    label: 'Search',
    placeholder: 'Search places, roads, compounds',
    hint: 'Press / to search',
    none: 'Nothing found. Try another name, or fewer letters.',
    failed: 'The search did not succeed. Please try again.',
    results: (n) => (n === 1 ? '1 result' : `${n} results`),
    unplaced: 'No location',
    goTo: (place) => `Go to ${place}`,
    readAs: (frame) => `read as ${frame}`,
    whichFrame: 'These coordinates can be read in several ways; choose one:',
    wentTo: (place) => `Went to ${place}`
  },
  inspector: {
    label: 'Selection',
    close: 'Close',
    loading: 'Loading…',
    failed: 'This feature could not be loaded.',
    copyLink: 'Copy link',
    copied: 'Copied',
    zoomTo: 'Zoom to',
    place: 'Where',
    grid: 'Grid',
    source: 'Source',
    updated: 'Updated',
    observed: 'Observed',
    coordinates: 'Coordinates (WGS84)',
    copyCoordinates: 'Copy coordinates',
    unplaced: 'No place',
    synthetic: 'Fictitious',
    empty: 'Not given',
    yes: 'Yes',
    no: 'No',
    past: 'Past versions',
    here: (n) => `${n} features here`,
    notFollowed: 'Live updates are interrupted; this may no longer hold',
    stale: (age) => `This is ${age} old and may no longer hold`
  },
  sources: { demo: 'Demo city (generated)', osm: 'OpenStreetMap', import: 'Import' },
  map: {
    label: 'Map',
    instructions:
      'Arrow keys move, plus and minus zoom, / searches, Esc clears the selection. The list holds the same things as the map.',
    loading: 'Opening the map…',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    north: 'North up',
    tilt: '3D view',
    flat: 'Flat view',
    locate: 'My position',
    locateFailed: 'Your position could not be found.',
    unsupported: 'This browser cannot draw the map (no WebGL2). The list holds the same things, and all of it works.',
    failed: 'The map did not open. The lists still work.',
    retry: 'Open the map again',
    tilesFailed: 'Part of the map could not be loaded; it will fill in when the connection is back.',
    basemapFailed: (names) => `The basemap ${names} does not answer; it is asked again shortly. All else is as it was.`,
    coordinates: 'Longitude and latitude under the pointer (WGS84)'
  },
  live: {
    connecting: 'Connecting to live updates',
    live: 'Live',
    stale: (age) => `Live updates interrupted for ${age}`,
    staleShort: 'Interrupted',
    paused: 'Paused'
  },
  near: {
    title: 'Services near you',
    all: 'All',
    found: (n) => `${n} nearby`,
    straight: (distance) => `${distance} in a straight line`,
    open: 'Open',
    openUntil: (time) => `Open until ${time}`,
    closed: 'Closed now',
    notOnHolidays: ' (not on public holidays)',
    phone: 'Telephone',
    stepFree: 'Step-free',
    partlyStepFree: 'Partly step-free',
    none: 'There is no such service here. Zoom out, or try another kind.',
    categories: 'Kinds of service'
  },
  ago: {
    seconds: (n) => `${n} s`,
    minutes: (n) => `${n} min`,
    hours: (n) => `${n} h`,
    days: (n) => (n === 1 ? '1 day' : `${n} days`)
  },
  error: {
    title: 'Something went wrong',
    notFound: 'There is no such page.',
    home: 'Back to the start',
    unreachable: 'The server does not answer. Check the connection and try again.'
  }
};
