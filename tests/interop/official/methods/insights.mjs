// Chapters of the data API of which the sandbox has no state yet: what is tested is that it takes
// what the client sends.

import { nothing, sampled, status, without } from '../samples.mjs';

const id = '0a9b8c7d-6e5f-4a3b-9c2d-1e0f9a8b7c6d';
const amount = { value: 5000 };
const categoryId = 'std:5a7ff1f3-cd2c-4676-a368-caf09f2ca35a';
const DETAIL = ['postalAddress'];

/** A method whose parameters begin with the user's id. */
const of = (name, parameters) => ({ client, user }) => client[name]({ userId: user, ...parameters });

export const insightMethods = {
  createAffordability: sampled('affordability.create', of('createAffordability')),
  getAffordability: sampled('affordability.get', of('getAffordability', { id })),
  getAllAffordability: sampled('affordability.list', of('getAllAffordability', { limit: 10, offset: 0 })),

  getBeneficiaries: without('beneficiaries.list', DETAIL, of('getBeneficiaries', { params: { limit: 10 } })),
  getBeneficiariesWithDetail: sampled('beneficiaries.list', of('getBeneficiariesWithDetail', { params: { limit: 10 } })),
  getBeneficiary: without('beneficiaries.get', DETAIL, of('getBeneficiary', { id })),
  getBeneficiaryWithDetail: sampled('beneficiaries.get', of('getBeneficiaryWithDetail', { id })),

  getProjects: sampled('projects.list', of('getProjects', { params: { limit: 10 } })),
  getProject: sampled('projects.get', of('getProject', { projectId: id })),
  addProject: sampled('projects.create', of('addProject', { project: { name: 'Flat 2', type: 'RentalProject' } })),
  updateProject: sampled('projects.update', of('updateProject', { projectId: id, project: { archived: true } })),
  deleteProject: status(204, of('deleteProject', { projectId: id })),

  getRegularTransactions: sampled('regular.list', of('getRegularTransactions', { params: { accountId: id } })),

  getRentalRecords: sampled('rental.list', of('getRentalRecords')),
  createRentalRecord: sampled('rental.create', of('createRentalRecord', {
    rentalData: {
      title: 'Mx',
      firstName: 'Alex',
      lastName: 'Example',
      birthdate: '1990-01-31',
      addressLine1: '1 Example Road',
      postalCode: 'BS1 1AA',
      tenancyStartDate: '2026-01-01',
      rentalAmount: { value: 85000 },
      rentalFrequency: 'monthly',
      seriesId: id,
    },
  })),
  deleteRentalRecord: nothing(of('deleteRentalRecord', { rentalId: id })),

  // These two have the user's id behind the filter.
  getSavingsGoals: sampled('savings_goals.list', ({ client, user }) => client.getSavingsGoals({ limit: 10 }, user)),
  getSpendingGoals: sampled('spending_goals.list', ({ client, user }) => client.getSpendingGoals({ limit: 10 }, user)),

  getSavingsGoal: sampled('savings_goals.get', of('getSavingsGoal', { goalId: id })),
  createSavingsGoal: sampled('savings_goals.create', of('createSavingsGoal', {
    name: 'Boat', amount, notes: 'a small one', accounts: [{ id }],
  })),
  updateSavingsGoal: sampled('savings_goals.update', of('updateSavingsGoal', { goalId: id, name: 'Canoe' })),
  deleteSavingsGoal: status(204, of('deleteSavingsGoal', { goalId: id })),

  getSpendingGoal: sampled('spending_goals.get', of('getSpendingGoal', { goalId: id })),
  createSpendingGoal: sampled('spending_goals.create', of('createSpendingGoal', {
    categoryId, amount, periodType: 'monthly', periodStart: '01',
  })),
  updateSpendingGoal: sampled('spending_goals.update', of('updateSpendingGoal', { goalId: id, amount })),
  deleteSpendingGoal: status(204, of('deleteSpendingGoal', { goalId: id })),

  getSpendingAnalysis: sampled('spending.analysis', of('getSpendingAnalysis', {
    dates: [{ name: 'currentMonth', from: '2026-10-01', to: '2026-10-31' }],
    accountIds: [id],
    categoryIds: [categoryId],
  })),

  getTaxReturn: sampled('tax.get', of('getTaxReturn', { params: { startDate: '2025-04-06', endDate: '2026-04-05' } })),
};
