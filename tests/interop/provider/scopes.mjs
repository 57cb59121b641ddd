// What tokens may be asked for. The provider knows scopes by their full names only, so the banks are
// listed one by one. The users of the refusing one never consent.

export const BANK = 'id:test-bank';
export const REFUSING_BANK = 'id:refusing-bank';

export const SCOPES = [
  'openid', 'offline_access',
  'id:all', 'id:api', 'id:legacy', 'id:test', BANK, REFUSING_BANK,
  'reauth', 'refresh', 'reconsent',
  'payment', 'payment:read', 'reverse_payment', 'payee:create', 'payee:read',
  'recurring_payment:create', 'recurring_payment:read', 'standing_orders:create', 'standing_orders:read',
  'user:create', 'user:read', 'user:update', 'user:delete',
  'connection:read', 'connection:update', 'connection:delete',
  'accounts:read', 'accounts:write', 'accounts_details:read', 'transactions:read:all', 'transactions:write',
  'auth_requests:read', 'auth_requests:write',
];

// Known to the provider, granted to no client.
export const UNGRANTED_SCOPE = 'reseller:create';
