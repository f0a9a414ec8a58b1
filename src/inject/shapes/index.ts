import { POD } from './pod.js';
import { readShapes, type Shape, type Shapes } from './shape.js';
import { VOLUMES } from './volumes.js';
import { WORKLOADS } from './workloads.js';

let shapes: Shapes | undefined;

/** The shapes of pods and of what makes them, read once. */
export function kubernetesShapes(): Shapes {
  shapes ??= readShapes(POD, VOLUMES, WORKLOADS);
  return shapes;
}

/** A shape that another one names. */
export function shapeOf(name: string): Shape {
  const found = kubernetesShapes().get(name);
  if (!found) throw new Error(`no shape ${name}`);
  return found;
}
