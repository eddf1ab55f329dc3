-- Whom the centre knows are customers; a contact is what is had with one: a call, a chat, a mail.

alter table contacts rename to customers;
alter table customers rename constraint contacts_pkey to customers_pkey;
alter table customers rename constraint contacts_tenant_id_fkey to customers_tenant_id_fkey;
alter table customers rename constraint contacts_tenant_id_id_key to customers_tenant_id_id_key;
alter index contacts_of_tenant rename to customers_of_tenant;
alter index contacts_by_email rename to customers_by_email;

alter table contact_numbers rename to customer_numbers;
alter table customer_numbers rename column contact_id to customer_id;
alter table customer_numbers rename constraint contact_numbers_number to customer_numbers_number;
alter table customer_numbers
  rename constraint contact_numbers_tenant_id_contact_id_fkey to customer_numbers_tenant_id_customer_id_fkey;
alter index contact_numbers_of_contact rename to customer_numbers_of_customer;
