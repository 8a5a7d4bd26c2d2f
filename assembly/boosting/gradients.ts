// threads
/* The gradients of losses of the logistic function on one thread. */
export { binary, softmax } from './_gradients'
