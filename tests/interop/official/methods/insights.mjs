// What Moneyhub makes of transactions, and what users plan with them.

import assert from 'node:assert/strict';

import { missing, refused } from '../refusals.mjs';

const UNKNOWN = '0a9b8c7d-6e5f-4a3b-9c2d-1e0f9a8b7c6d';
const GROCERIES = 'std:5a7ff1f3-cd2c-4676-a368-caf09f2ca35a';
const amount = { value: 5000 };

const state = (asserts, drive) => ({ how: 'state', asserts, drive });

/** The account of this type that is first in the list. */
async function accountOf({ client, user }, type) {
  const { data } = await client.getAccounts({ userId: user, params: { limit: 100 } });
  return data.find((account) => account.type === type);
}

const report = ({ client, user }) => client.createAffordability({ userId: user });

/** Days of the last weeks, which have transactions. */
function lately() {
  const day = (back) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  return { from: day(60), to: day(0) };
}

const project = async ({ client, user }) =>
  (await client.addProject({ userId: user, project: { name: 'Flat 2', type: 'RentalProject' } })).data;

const rentalRecord = ({ client, user }) => client.createRentalRecord({
  userId: user,
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
    seriesId: UNKNOWN,
  },
});

/** Takes away the record that another test has left: a user has one or none. */
async function moveOut({ client, user }) {
  const { data } = await client.getRentalRecords({ userId: user });
  for (const { id } of data) await client.deleteRentalRecord({ userId: user, rentalId: id });
}

const savingsGoal = async (world) => {
  const { id } = await accountOf(world, 'savings');
  const goal = { name: 'Boat', amount, notes: 'a small one', accounts: [{ id }] };
  return (await world.client.createSavingsGoal({ userId: world.user, ...goal })).data;
};

const spendingGoal = async ({ client, user }) => {
  const goal = { categoryId: GROCERIES, amount, periodType: 'monthly', periodStart: '01' };
  return (await client.createSpendingGoal({ userId: user, ...goal })).data;
};

/** A beneficiary as it is listed and got by these two methods. */
async function beneficiaries({ client, user }, list, get, details) {
  const { data } = await client[list]({ userId: user, params: { limit: 10 } });
  assert.equal(data[0].name, 'Example Lettings');
  assert.equal(data[0].postalAddress !== undefined, details);
  const got = await client[get]({ userId: user, id: data[0].id });
  assert.deepEqual(got.data, data[0]);
}

export const insightMethods = {
  createAffordability: state('the whole report in v2, a pending one in v3', async (world) => {
    const { data } = await report(world);
    const done = data.status === 'complete' ? data.overview.income.value > 0 : data.status === 'failed';
    assert.ok(world.version === 'v3' ? data.status === 'pending' : done, data.status);
  }),
  getAffordability: state('the report that was asked for; an unknown one is 404', async (world) => {
    const { id } = (await report(world)).data;
    const { data } = await world.client.getAffordability({ userId: world.user, id });
    assert.equal(data.id, id);
    await missing(world.client.getAffordability({ userId: world.user, id: UNKNOWN }));
  }),
  getAllAffordability: state('the reports that were asked for', async (world) => {
    const { id } = (await report(world)).data;
    const { data } = await world.client.getAllAffordability({ userId: world.user, limit: 10, offset: 0 });
    assert.ok(data.some((one) => one.id === id));
  }),

  getBeneficiaries: state('those of current accounts, without addresses',
    (world) => beneficiaries(world, 'getBeneficiaries', 'getBeneficiary', false)),
  getBeneficiariesWithDetail: state('the same, with addresses',
    (world) => beneficiaries(world, 'getBeneficiariesWithDetail', 'getBeneficiaryWithDetail', true)),
  getBeneficiary: state('the one of the list, without its address',
    (world) => beneficiaries(world, 'getBeneficiaries', 'getBeneficiary', false)),
  getBeneficiaryWithDetail: state('the same, with its address',
    (world) => beneficiaries(world, 'getBeneficiariesWithDetail', 'getBeneficiaryWithDetail', true)),

  getProjects: state('the given one, and the one that was created', async (world) => {
    const { id } = await project(world);
    const { data } = await world.client.getProjects({ userId: world.user, params: { limit: 10 } });
    assert.equal(data[0].type, 'PropertyProject');
    assert.ok(data.some((one) => one.id === id));
  }),
  getProject: state('the one that was created', async (world) => {
    const created = await project(world);
    const { data } = await world.client.getProject({ userId: world.user, projectId: created.id });
    assert.deepEqual(data, created);
  }),
  addProject: state('its name and type', async (world) => {
    const { name, type, archived } = await project(world);
    assert.deepEqual([name, type, archived], ['Flat 2', 'RentalProject', false]);
  }),
  updateProject: state('it is archived', async (world) => {
    const projectId = (await project(world)).id;
    const { data } = await world.client.updateProject({ userId: world.user, projectId, project: { archived: true } });
    assert.equal(data.archived, true);
  }),
  deleteProject: state('it is gone; the given one is refused', async (world) => {
    const named = { userId: world.user, projectId: (await project(world)).id };
    assert.equal(await world.client.deleteProject(named), 204);
    await missing(world.client.getProject(named));
    const { data } = await world.client.getProjects({ userId: world.user, params: { limit: 10 } });
    await refused(world.client.deleteProject({ userId: world.user, projectId: data[0].id }), 400, 'BadRequest');
  }),

  getRegularTransactions: state('the salary, by its transactions', async (world) => {
    const { id: accountId } = await accountOf(world, 'cash:current');
    const { data } = await world.client.getRegularTransactions({ userId: world.user, params: { accountId } });
    const salary = data.find(({ type }) => type === 'income');
    const newest = await world.client.getTransaction({ userId: world.user, transactionId: salary.transactions[0] });
    assert.deepEqual(newest.data.amount, salary.predictedAmount);
  }),

  getRentalRecords: state('none, then the one', async (world) => {
    const list = () => world.client.getRentalRecords({ userId: world.user });
    await moveOut(world);
    assert.deepEqual((await list()).data, []);
    const { data } = await rentalRecord(world);
    assert.deepEqual((await list()).data, [data]);
  }),
  createRentalRecord: state('one, and no second', async (world) => {
    await moveOut(world);
    assert.equal((await rentalRecord(world)).data.rentalAmount.value, 85000);
    await refused(rentalRecord(world), 400, 'BadRequest');
  }),
  deleteRentalRecord: state('an answer without a body, and it is gone', async (world) => {
    await moveOut(world);
    const { id } = (await rentalRecord(world)).data;
    assert.equal(await world.client.deleteRentalRecord({ userId: world.user, rentalId: id }), '');
    assert.deepEqual((await world.client.getRentalRecords({ userId: world.user })).data, []);
  }),

  // These two have the user's id behind the filter.
  getSavingsGoals: state('the one that was created', async (world) => {
    const { id } = await savingsGoal(world);
    const { data } = await world.client.getSavingsGoals({ limit: 10 }, world.user);
    assert.ok(data.some((goal) => goal.id === id));
  }),
  getSpendingGoals: state('the one that was created', async (world) => {
    const { id } = await spendingGoal(world);
    const { data } = await world.client.getSpendingGoals({ limit: 10 }, world.user);
    assert.ok(data.some((goal) => goal.id === id));
  }),

  getSavingsGoal: state('the one that was created', async (world) => {
    const created = await savingsGoal(world);
    const { data } = await world.client.getSavingsGoal({ userId: world.user, goalId: created.id });
    assert.deepEqual(data, created);
  }),
  createSavingsGoal: state('as far as its account is', async (world) => {
    const { balance } = await accountOf(world, 'savings');
    assert.equal((await savingsGoal(world)).progressAmount.value, balance.amount.value);
  }),
  updateSavingsGoal: state('its name, and what was not named stays', async (world) => {
    const goalId = (await savingsGoal(world)).id;
    const { data } = await world.client.updateSavingsGoal({ userId: world.user, goalId, name: 'Canoe' });
    assert.deepEqual([data.name, data.notes], ['Canoe', 'a small one']);
  }),
  deleteSavingsGoal: state('it is gone', async (world) => {
    const named = { userId: world.user, goalId: (await savingsGoal(world)).id };
    assert.equal(await world.client.deleteSavingsGoal(named), 204);
    await missing(world.client.getSavingsGoal(named));
  }),

  getSpendingGoal: state('the one that was created', async (world) => {
    const created = await spendingGoal(world);
    const { data } = await world.client.getSpendingGoal({ userId: world.user, goalId: created.id });
    assert.deepEqual(data, created);
  }),
  createSpendingGoal: state('what was spent in six months', async (world) => {
    const { spending } = await spendingGoal(world);
    assert.equal(spending.length, 6);
    assert.ok(spending.slice(1, 5).every(({ spent }) => spent <= 0));
  }),
  updateSpendingGoal: state('its amount', async (world) => {
    const goalId = (await spendingGoal(world)).id;
    const { data } = await world.client.updateSpendingGoal({ userId: world.user, goalId, amount: { value: 6000 } });
    assert.equal(data.amount.value, 6000);
  }),
  deleteSpendingGoal: state('it is gone', async (world) => {
    const named = { userId: world.user, goalId: (await spendingGoal(world)).id };
    assert.equal(await world.client.deleteSpendingGoal(named), 204);
    await missing(world.client.getSpendingGoal(named));
  }),

  getSpendingAnalysis: state('the sum of the transactions of a category', async ({ client, user }) => {
    const { from, to } = lately();
    const { data } = await client.getSpendingAnalysis({
      userId: user,
      dates: [{ name: 'lately', from, to }],
      categoryIds: [GROCERIES],
    });
    const params = { startDate: from, endDate: to, categoryId: GROCERIES, limit: 1000 };
    const listed = await client.getTransactions({ userId: user, params });
    const sum = listed.data.reduce((all, one) => all + one.amount.value, 0);
    assert.ok(sum < 0);
    assert.equal(data.categories[0].lately, sum);
    assert.equal(data.total.lately, sum);
  }),

  getTaxReturn: state('the sum of the transactions of a tax category', async ({ client, user }) => {
    const { from: startDate, to: endDate } = lately();
    const { data } = await client.getTaxReturn({ userId: user, params: { startDate, endDate } });
    const params = { startDate, endDate, enhancedCategories: 'uk-tax-hmrc:expenditure.maintenance', limit: 1000 };
    const listed = await client.getTransactions({ userId: user, params });
    const sum = listed.data.reduce((all, one) => all + one.amount.value, 0);
    assert.equal(data.taxReturn.sa105?.expenditure.total.value ?? 0, Math.abs(sum));
  }),
};
