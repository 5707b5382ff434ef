// Timelines, and the network picture where the browser offers no WebGL. Tooltips are drawn, never built as HTML.

import { BarChart, GraphChart, ScatterChart } from "echarts/charts";
import { DataZoomComponent, GridComponent, TitleComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { INK, MUTED, NO_GROUP, RULE, groupColours } from "./colours";
import { type Action, type Content, rowsBy } from "./content";
import type { Choice, Look } from "./network";
import { type Words, moment, objectName, shown } from "./text";

echarts.use([BarChart, GraphChart, ScatterChart, DataZoomComponent, GridComponent, TitleComponent, TooltipComponent, CanvasRenderer]);

export interface Chart {
  highlight(accounts: Set<number> | null): void;
  zoom(factor: number): void;
  fit(): void;
  pan(x: number, y: number): void;
  destroy(): void;
}

const WIDTHS_US = [1, 5, 10, 30, 60, 180, 360, 720, 1440, 10_080, 43_200].map((minutes) => minutes * 60e6);
const MOST_LANES = 12;
const NAMES = 150;
const tooltip = {
  renderMode: "richText" as const, backgroundColor: "#ffffff", borderColor: RULE, borderWidth: 1, padding: 10,
  textStyle: { color: INK, fontSize: 12 }, confine: true,
};
const clock = {
  year: "{yyyy}", month: "{yyyy}-{MM}", day: "{MM}-{dd}", hour: "{HH}:{mm}", minute: "{HH}:{mm}",
  second: "{HH}:{mm}:{ss}", millisecond: "{HH}:{mm}:{ss}", none: "{HH}:{mm}:{ss}",
};

function letters(): object {
  return { fontFamily: getComputedStyle(document.body).fontFamily };
}

function timeAxis(): object {
  return {
    type: "time", position: "bottom", axisLine: { onZero: false, lineStyle: { color: RULE } }, axisTick: { show: false }, splitLine: { show: false },
    axisLabel: { color: MUTED, fontSize: 11, hideOverlap: true, formatter: clock, showMinLabel: false, showMaxLabel: false },
  };
}

function start(place: HTMLElement): echarts.ECharts {
  const chart = echarts.init(place, undefined, { renderer: "canvas" });
  new ResizeObserver(() => { if (!chart.isDisposed()) chart.resize(); }).observe(place);
  return chart;
}

function zooms(axes: number[], bottom: number): object[] {
  const shape = {
    type: "slider", xAxisIndex: axes, height: 16, bottom, borderColor: RULE, fillerColor: "rgba(31,78,121,.10)",
    handleStyle: { color: "#ffffff", borderColor: MUTED }, moveHandleSize: 0, showDetail: false, brushSelect: false,
    showDataShadow: false, backgroundColor: "#fafaf8",
  };
  return [shape];
}

/** One line per account, one dot per action of a group. */
export function drawRaster(place: HTMLElement, content: Content, words: Words, group: number, open: Choice): () => void {
  const actions = (rowsBy(content.actions, 0).get(group) ?? []) as Action[];
  const accounts = [...new Set(actions.map((row) => row[1]))];
  const line = new Map(accounts.map((account, i) => [account, i]));
  const colour = groupColours(content)[group] ?? NO_GROUP;
  const inner = Math.min(660, Math.max(120, accounts.length * 13));
  place.style.height = `${inner + 72}px`;
  const named = accounts.length <= 60 && place.clientWidth > 560;
  const chart = start(place);
  chart.setOption({
    useUTC: true,
    animation: false,
    textStyle: letters(),
    grid: { left: named ? NAMES : 8, right: 8, top: 8, height: inner },
    tooltip: {
      ...tooltip,
      formatter: (point: { data: [number, number, number] }) => {
        const [, account, behaviour, object, , at] = actions[point.data[2]]!;
        const name = content.behaviours[behaviour]!;
        return `${shown(content.accounts[account]!)}\n${moment(at)}\n${words.named("behaviour_short", name)} · ${objectName(content.objects[object]!, name).slice(0, 70)}`;
      },
    },
    dataZoom: zooms([0], 6),
    xAxis: { ...timeAxis(), boundaryGap: ["2%", "2%"] },
    yAxis: {
      type: "category", data: accounts.map((account) => shown(content.accounts[account]!)), inverse: true, show: named,
      axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: true, lineStyle: { color: "#f0f2f4" } },
      axisLabel: { color: MUTED, fontSize: 10, width: NAMES - 12, overflow: "truncate", interval: 0 },
    },
    series: [{
      type: "scatter", symbolSize: 6, cursor: "pointer", large: false,
      itemStyle: { color: colour, opacity: actions.length > 3000 ? 0.35 : 0.7 },
      emphasis: { itemStyle: { opacity: 1, borderColor: INK, borderWidth: 1 } },
      data: actions.map((row, i) => [row[5] / 1000, line.get(row[1])!, i]),
    }],
  });
  chart.on("click", (point) => {
    const row = actions[(point.data as [number, number, number])[2]];
    if (row) open.object(row[3]);
  });
  return () => chart.dispose();
}

/** One lane of bars per group, and one for everything captured where the run says how much that was. */
export function drawTimeline(place: HTMLElement, content: Content, words: Words): () => void {
  const times = content.actions.map((row) => row[5]);
  const width = binWidth(times.concat(content.activity.map((row) => row[0])));
  const colours = groupColours(content);
  const lanes: { name: string; colour: string; bars: [number, number][] }[] = [];
  const byGroup = rowsBy(content.actions, 0);
  const shownGroups = content.groups.map((_, i) => i).filter((i) => byGroup.has(i)).slice(0, MOST_LANES);
  for (const i of shownGroups) {
    lanes.push({ name: words.group(content.groups[i]!.id), colour: colours[i]!, bars: bins(byGroup.get(i)!.map((row) => [row[5], 1]), width) });
  }
  if (content.activity.length > 0) lanes.push({ name: words.say("client.all_actions"), colour: "#c3cad1", bars: bins(content.activity, width) });
  const [lane, gap, top] = [64, 30, 26];
  place.style.height = `${top + lanes.length * (lane + gap) + 40}px`;
  const from = Math.min(...lanes.flatMap((held) => held.bars.map((bar) => bar[0]))) - width / 1000;
  const to = Math.max(...lanes.flatMap((held) => held.bars.map((bar) => bar[0]))) + width / 1000;
  const chart = start(place);
  chart.setOption({
    useUTC: true,
    animation: false,
    tooltip: {
      ...tooltip, trigger: "axis", axisPointer: { type: "line", lineStyle: { color: MUTED, type: "dotted" } },
      formatter: (points: { data: [number, number]; seriesName: string }[]) =>
        points.map(({ data, seriesName }) => `${seriesName}\n${moment(data[0] * 1000)}\n${words.counted("count.actions", data[1])}`).join("\n\n"),
    },
    textStyle: letters(),
    title: lanes.map((held, i) => ({ text: held.name, left: 2, top: i * (lane + gap) + 4, padding: 0, textStyle: { ...letters(), fontSize: 12, fontWeight: 600, color: INK } })),
    axisPointer: { link: [{ xAxisIndex: "all" }] },
    grid: lanes.map((_, i) => ({ left: 8, right: 44, top: top + i * (lane + gap), height: lane })),
    dataZoom: zooms(lanes.map((_, i) => i), 6),
    xAxis: lanes.map((_, i) => ({
      ...timeAxis(), gridIndex: i, min: from, max: to,
      axisLabel: { ...(timeAxis() as { axisLabel: object }).axisLabel, show: i === lanes.length - 1 },
    })),
    yAxis: lanes.map((_, i) => ({
      type: "value", gridIndex: i, position: "right", minInterval: 1, splitNumber: 1, axisLabel: { color: MUTED, fontSize: 10, showMinLabel: false }, splitLine: { show: false },
    })),
    series: lanes.map((held, i) => ({
      type: "bar", name: held.name, xAxisIndex: i, yAxisIndex: i, barWidth: barWidth(place, from, to, width),
      itemStyle: { color: held.colour }, data: held.bars, large: held.bars.length > 2000,
    })),
  });
  return () => chart.dispose();
}

function barWidth(place: HTMLElement, from: number, to: number, width: number): number {
  return Math.max(2, Math.min(14, (place.clientWidth * width) / 1000 / Math.max(1, to - from) - 1));
}

function binWidth(times: number[]): number {
  let [first, last] = [Infinity, -Infinity];
  for (const at of times) {
    first = Math.min(first, at);
    last = Math.max(last, at);
  }
  return WIDTHS_US.find((width) => (last - first) / width <= 260) ?? WIDTHS_US.at(-1)!;
}

function bins(rows: [number, number][], width: number): [number, number][] {
  const counts = new Map<number, number>();
  for (const [at, n] of rows) {
    const bin = Math.floor(at / width) * width;
    counts.set(bin, (counts.get(bin) ?? 0) + n);
  }
  return [...counts].sort((a, b) => a[0] - b[0]).map(([bin, n]) => [bin / 1000, n]);
}

/** The network without WebGL: same places, same clicks. */
export function drawPlainNetwork(
  place: HTMLElement, content: Content, look: Look, choose: Choice,
  paint: { ink: string; tint: (colour: string, strength: number) => string },
): Chart {
  const chart = start(place);
  let chosen: Set<number> | null = null;
  let zoomed = 1;
  let centre: [number, number] | null = null;
  const xs = content.x, ys = content.y;
  const middle: [number, number] = [(Math.min(...xs) + Math.max(...xs)) / 2, -(Math.min(...ys) + Math.max(...ys)) / 2];
  const reach = Math.max(Math.max(...xs) - Math.min(...xs), 1);
  draw();
  chart.on("click", (event) => {
    const { dataType, dataIndex } = event as { dataType?: string; dataIndex: number };
    if (dataType === "node") choose.account(dataIndex);
    if (dataType === "edge") choose.edge(dataIndex);
  });
  chart.on("graphroam", () => {
    const [series] = (chart.getOption() as { series: { zoom: number; center: [number, number] | null }[] }).series;
    zoomed = series?.zoom ?? 1;
    centre = series?.center ?? null;
  });

  function draw(): void {
    chart.setOption({
      animation: false,
      textStyle: letters(),
      tooltip: { ...tooltip, formatter: (point: { dataType: string; dataIndex: number }) => label(point) },
      series: [{
        type: "graph", layout: "none", preserveAspect: true, roam: true, zoom: zoomed, center: centre, cursor: "pointer", left: 24, right: 24, top: 24, bottom: 24,
        data: content.accounts.map((_, i) => {
          const faint = chosen !== null && !chosen.has(i);
          return { id: String(i), name: String(i), x: xs[i], y: -ys[i]!, symbolSize: look.size[i]! * 2, itemStyle: { color: faint ? "#e3e7ea" : look.colour(i) } };
        }),
        links: content.edges.map(([a, b, objects]) => {
          const faint = chosen !== null && !(chosen.has(a) && chosen.has(b));
          const colour = content.group_of[a] === content.group_of[b] ? look.colour(a) : NO_GROUP;
          return { source: a, target: b, lineStyle: { width: 0.5 + Math.min(2.5, 0.25 * objects), color: faint ? "#f0f2f4" : paint.tint(colour, 0.4), opacity: 1 } };
        }),
        label: { show: false }, emphasis: { scale: 1.2 },
      }],
    });
  }

  function label({ dataType, dataIndex }: { dataType: string; dataIndex: number }): string {
    if (dataType === "node") return shown(content.accounts[dataIndex]!);
    const [a, b] = content.edges[dataIndex]!;
    return `${shown(content.accounts[a]!)} – ${shown(content.accounts[b]!)}`;
  }

  return {
    highlight(accounts) { chosen = accounts; draw(); },
    zoom(factor) { zoomed *= factor; draw(); },
    fit() { zoomed = 1; centre = null; draw(); },
    pan(x, y) {
      const step = (0.12 * reach) / zoomed;
      const [cx, cy] = centre ?? middle;
      centre = [cx + step * x, cy - step * y];
      draw();
    },
    destroy: () => chart.dispose(),
  };
}
