/** The one table of what the alerts do. */
import type { Case } from './cases/case.ts';
import { failingMany } from './cases/failing-many.ts';
import { failing } from './cases/failing.ts';
import { gaps } from './cases/gaps.ts';
import { gone } from './cases/gone.ts';
import { installation } from './cases/installation.ts';
import { ofKuberhealthy, onlyV3 } from './cases/kuberhealthy.ts';
import { ofShapes } from './cases/shapes.ts';
import { inShards } from './cases/shards.ts';
import { trends } from './cases/trends.ts';
import { values } from './cases/values.ts';

export const cases: readonly Case[] = [
  ...failing,
  ...failingMany,
  ...ofShapes,
  ...ofKuberhealthy,
  ...onlyV3,
  ...inShards,
  ...gaps,
  ...gone,
  ...installation,
  ...trends,
  ...values,
];
