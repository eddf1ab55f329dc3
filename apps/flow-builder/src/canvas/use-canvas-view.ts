import type { Ref, ShallowRef } from 'vue'
import { onBeforeUnmount, onMounted, shallowRef } from 'vue'
import type { Point, Rect, Size } from './graph/geometry.ts'
import type { Viewport } from './graph/viewport.ts'
import {
  centredOn,
  clampZoom,
  fitted,
  pannedBy,
  revealed,
  toGraph,
  visibleRect,
  zoomedAt,
} from './graph/viewport.ts'

export interface CanvasView {
  readonly port: Readonly<ShallowRef<Viewport>>
  /** Of the element, in pixels; nothing in it before it is mounted. */
  readonly size: Readonly<ShallowRef<Size>>
  /** A point of the window as a point of the element. */
  screenPoint: (event: { clientX: number; clientY: number }) => Point
  /** A point of the window as a point of the graph. */
  graphPoint: (event: { clientX: number; clientY: number }) => Point
  panBy: (pixels: Point) => void
  /** Around a point of the element; around its middle if none is given. */
  zoomTo: (zoom: number, at?: Point) => void
  centre: () => Point
  centreOn: (point: Point) => void
  fit: (bounds: Rect | undefined) => void
  reveal: (rect: Rect) => void
}

/** What part of the graph an element shows. */
export function useCanvasView(root: Readonly<Ref<HTMLElement | null>>): CanvasView {
  const port = shallowRef<Viewport>({ x: 0, y: 0, zoom: 1 })
  const size = shallowRef<Size>({ width: 0, height: 0 })
  // The element's place in the window is asked once a frame at most: asking forces the page to be laid out.
  let corner: Point | undefined

  const measure = (): void => {
    corner = undefined
    const { clientWidth: width, clientHeight: height } = root.value ?? {
      clientWidth: 0,
      clientHeight: 0,
    }
    if (width !== size.value.width || height !== size.value.height) size.value = { width, height }
  }
  const observer = new ResizeObserver(measure)
  onMounted(() => {
    measure()
    if (root.value) observer.observe(root.value)
  })
  onBeforeUnmount(() => observer.disconnect())

  function cornerOf(): Point {
    if (!corner) {
      const { left, top } = root.value?.getBoundingClientRect() ?? { left: 0, top: 0 }
      corner = { x: left, y: top }
      requestAnimationFrame(() => {
        corner = undefined
      })
    }
    return corner
  }

  const screenPoint: CanvasView['screenPoint'] = ({ clientX, clientY }) => {
    const { x, y } = cornerOf()
    return { x: clientX - x, y: clientY - y }
  }
  const middle = (): Point => ({ x: size.value.width / 2, y: size.value.height / 2 })

  return {
    port,
    size,
    screenPoint,
    graphPoint: (event) => toGraph(port.value, screenPoint(event)),
    panBy(pixels) {
      port.value = pannedBy(port.value, pixels)
    },
    zoomTo(zoom, at = middle()) {
      if (clampZoom(zoom) !== port.value.zoom) port.value = zoomedAt(port.value, at, zoom)
    },
    centre: () => toGraph(port.value, middle()),
    centreOn(point) {
      port.value = centredOn(port.value.zoom, point, size.value)
    },
    fit(bounds) {
      if (bounds && size.value.width > 0) port.value = fitted(bounds, size.value)
    },
    reveal(rect) {
      const next = revealed(port.value, size.value, rect)
      if (next.x !== port.value.x || next.y !== port.value.y) port.value = next
    },
  }
}

/** The part of the graph that shows, grown to a coarse grid, so that it changes seldom while panning. */
export function coarselyVisible(view: CanvasView, before: Rect | undefined): Rect {
  const step = 256
  const seen = visibleRect(view.port.value, view.size.value)
  const x = Math.floor(seen.x / step) * step
  const y = Math.floor(seen.y / step) * step
  const width = Math.ceil((seen.x + seen.width) / step) * step - x
  const height = Math.ceil((seen.y + seen.height) / step) * step - y
  const isSame =
    before?.x === x && before.y === y && before.width === width && before.height === height
  return isSame ? before : { x, y, width, height }
}
