import {
  Box,
  Calculator,
  CircleDot,
  Clock,
  CornerDownRight,
  CornerUpLeft,
  Gauge,
  GitFork,
  Globe,
  Hourglass,
  ListOrdered,
  Mail,
  Megaphone,
  MessageSquareText,
  NotebookPen,
  PhoneOff,
  Play,
  Repeat,
  Shuffle,
  Split,
  UserRoundPen,
  UserRoundSearch,
  Star,
  UserRoundPen,
  UserRoundSearch,
  Users,
  Variable,
  Voicemail,
  Volume2,
  Workflow,
} from '@lucide/vue'
import type { Component } from 'vue'

/** The pictures of kinds, by Lucide's names. Each is named, so that only these are loaded. */
const icons: Readonly<Record<string, Component>> = {
  calculator: Calculator,
  'circle-dot': CircleDot,
  clock: Clock,
  'corner-down-right': CornerDownRight,
  'corner-up-left': CornerUpLeft,
  gauge: Gauge,
  'git-fork': GitFork,
  globe: Globe,
  hourglass: Hourglass,
  'list-ordered': ListOrdered,
  mail: Mail,
  megaphone: Megaphone,
  'message-square-text': MessageSquareText,
  'notebook-pen': NotebookPen,
  'phone-off': PhoneOff,
  play: Play,
  repeat: Repeat,
  shuffle: Shuffle,
  split: Split,
  star: Star,
  'user-round-pen': UserRoundPen,
  'user-round-search': UserRoundSearch,
  users: Users,
  variable: Variable,
  voicemail: Voicemail,
  'volume-2': Volume2,
  globe: Globe,
  mail: Mail,
  megaphone: Megaphone,
  'notebook-pen': NotebookPen,
  'user-round-pen': UserRoundPen,
  'user-round-search': UserRoundSearch,
  workflow: Workflow,
}

export function iconNamed(name: string): Component {
  return icons[name] ?? Box
}

export function isDrawn(name: string): boolean {
  return Object.hasOwn(icons, name)
}
