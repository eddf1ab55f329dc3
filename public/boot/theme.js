// Sets the chosen theme before the first paint. It is a file of its own because pages run no inline scripts; packages/ui
// (theme/theme-boot.ts) holds the same words and a test compares the two.
try {
  const t = localStorage.getItem('iris.theme')
  if (t === 'light' || t === 'dark') document.documentElement.dataset.theme = t
} catch {}
