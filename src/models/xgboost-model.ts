/** XGBoost's parameters for a classifier. */
export interface XgboostParams {
  learning_rate?: number
}
