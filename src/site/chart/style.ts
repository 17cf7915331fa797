// The style sheet of the charts. The page adds its own and uses the same colours.
import { LIST_STYLE } from './list-style.ts'
import { PALETTE_STYLE } from './palette.ts'
import { PANEL_STYLE } from './panel-style.ts'
import { PLOT_STYLE } from './plot-style.ts'

export const CHART_STYLE = PALETTE_STYLE + PANEL_STYLE + PLOT_STYLE + LIST_STYLE
